#!/usr/bin/env python3
"""Golden values of common.imaging, made by Pillow and OpenCV.

    python make_golden.py            # resample.json, cameras.json, zoo/
    python make_golden.py IBIMS_DIR  # also ibims1.json, from the 100 real frames

Versions are written into every file. Pillow must be older than 13: since then it orders its two
passes by the shape of the picture, where up to 12.x it always resampled along the rows first.
"""

import hashlib
import io
import json
import pathlib
import random
import struct
import sys
import zlib

import cv2
import numpy as np
import PIL
from PIL import Image, ImageCms, ImageOps

from patterns import PATTERNS, noise, scene

HERE = pathlib.Path(__file__).parent
if int(PIL.__version__.split(".")[0]) >= 13:
    raise SystemExit(f"Pillow {PIL.__version__} resamples in another order: install pillow<13")
VERSIONS = {"pillow": PIL.__version__, "opencv": cv2.__version__, "numpy": np.__version__}


def sha256(array_or_bytes):
    if isinstance(array_or_bytes, np.ndarray):
        array_or_bytes = array_or_bytes.tobytes()
    return hashlib.sha256(array_or_bytes).hexdigest()


def write(name, key, rows, **more):
    lines = ",\n".join(json.dumps(row) for row in rows)
    head = json.dumps({"versions": VERSIONS, **more})[1:-1]
    (HERE / name).write_text("{%s, %s: [\n%s\n]}\n" % (head, json.dumps(key), lines))


# ---- the resampler


def resample_cases():
    sizes = [
        (64, 48, 86, 65), (97, 61, 130, 82), (97, 61, 53, 41), (33, 77, 34, 76),
        (200, 150, 13, 9), (200, 150, 199, 151), (31, 17, 311, 170), (1, 1, 7, 5),
        (1, 40, 9, 61), (40, 1, 61, 9), (57, 43, 1, 1), (57, 43, 1, 90), (57, 43, 90, 1),
        (64, 48, 64, 96), (64, 48, 96, 48), (64, 48, 20, 48), (64, 48, 64, 11), (2, 3, 5, 4),
        (3, 2, 2, 3), (5, 5, 4, 4), (128, 96, 64, 48), (128, 96, 256, 192), (300, 7, 41, 8),
    ]  # fmt: skip
    for pattern in PATTERNS:
        for seed, size in enumerate(sizes):
            yield pattern, seed, *size
    yield "scene", 101, 640, 480, 858, 643
    yield "scene", 102, 640, 480, 1143, 857
    yield "scene", 103, 1242, 375, 1291, 389
    yield "noise", 104, 1920, 1280, 700, 466


def make_resample():
    rows = []
    for pattern, seed, w, h, out_w, out_h in resample_cases():
        image = Image.fromarray(PATTERNS[pattern](seed, w, h))
        out = np.asarray(image.resize((out_w, out_h)))
        rows.append(
            dict(pattern=pattern, seed=seed, width=w, height=h, out_width=out_w,
                 out_height=out_h, sha256=sha256(out))
        )  # fmt: skip
    write("resample.json", "cases", rows)


# ---- cameras: repair, undistortion, focal normalisation, pixels


def reference(camera, size, focal, array=None):
    """docs/method.md, section 2, steps 1 to 3: the new (fx, fy, cx, cy), size, pixels, largest change by
    undistortion in grey levels."""
    fx, fy, cx, cy = camera
    width, height = size
    fx, fy = fx or fy, fy or fx
    new, moved = [fx, fy, cx, cy], 0
    if abs(fx - fy) > 1e-3:
        matrix = np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]])
        straight = np.zeros((4, 1))
        k, _ = cv2.getOptimalNewCameraMatrix(matrix, straight, size, 1, size)
        new = [float(k[0, 0]), float(k[1, 1]), float(k[0, 2]), float(k[1, 2])]
        if array is not None:
            flat = cv2.undistort(array, matrix, straight, None, k)
            moved = int(np.abs(flat.astype(int) - array.astype(int)).max())
            array = flat
    scale = focal / new[0]
    out = (int(width * scale), int(height * scale))
    pixels = None if array is None else Image.fromarray(array).resize(out)
    return (fx, fy, cx, cy), [v * scale for v in new], out, pixels, moved


def to_prepared(source, new, x, y):
    return [
        int((x - source[2]) * (new[0] / source[0]) + new[2]),
        int((y - source[3]) * (new[1] / source[1]) + new[3]),
    ]


def random_camera(rng, kind, size):
    width, height = size
    fx = rng.uniform(0.4, 2.5) * width
    fy = fx * rng.uniform(0.8, 1.25)
    cx, cy = width * rng.uniform(0.3, 0.7), height * rng.uniform(0.3, 0.7)
    if kind == "rounded":
        return [round(v, 2) for v in (fx, fy, cx, cy)]
    if kind == "equal":
        return [fx, fx, cx, cy]
    if kind == "nearly":
        return [fx, fx + rng.choice([-1, 1]) * rng.choice([0.5e-3, 0.9999e-3, 1.0001e-3, 2e-3]), cx, cy]  # fmt: skip
    if kind == "whole":  # scales by exact numbers: truncation shows the last bit
        f = rng.choice([250, 375, 500, 750, 1000, 1500])
        return [f, f + rng.choice([0, 0, 1, -2]), round(cx), round(cy) + rng.choice([0, 0.5])]
    if kind == "zero":
        return [0, fy, cx, cy] if rng.random() < 0.5 else [fx, 0, cx, cy]
    return [fx, fy, cx, cy]


def make_cameras():
    rng = random.Random(20251122)
    kinds = ["free", "rounded", "equal", "nearly", "whole", "zero"]
    rows = []
    for i in range(210):
        kind = kinds[i % len(kinds)]
        size = (rng.randint(20, 2000), rng.randint(20, 1500)) if i % 2 else (640, 480)
        camera = random_camera(rng, kind, size)
        focal = rng.choice([750.0, 1000.0, 750.0, 1000.0, 517.3])
        source, new, out, _, _ = reference(camera, size, focal)
        points = []
        for p in range(8):
            x, y = rng.randrange(size[0]), rng.randrange(size[1])
            if p > 5:
                x, y = x + rng.random(), y + rng.random()
            points.append([x, y, *to_prepared(source, new, x, y)])
        rows.append(dict(camera=camera, size=size, focal=focal, new=new, new_size=out, points=points))  # fmt: skip
    write("cameras.json", "cases", rows)


def make_undistorted():
    rng = random.Random(7)
    rows = []
    for i in range(24):
        size = (rng.randint(20, 400), rng.randint(20, 300)) if i < 20 else [(1920, 1280), (3200, 40), (40, 3200), (1242, 375)][i - 20]  # fmt: skip
        camera = random_camera(rng, ["free", "rounded", "whole"][i % 3], size)
        camera[1] += 1.0  # never equal
        focal = camera[0] * rng.uniform(0.5, 1.4) if i < 20 else camera[0] * 0.25
        pattern = list(PATTERNS)[i % 2]
        array = PATTERNS[pattern](i, *size)
        _, new, out, pixels, moved = reference(camera, size, focal, array)
        rows.append(
            dict(pattern=pattern, seed=i, camera=camera, size=size, focal=focal, new_size=out,
                 moved_grey_levels=moved, sha256=sha256(np.asarray(pixels)))
        )  # fmt: skip
    write("undistorted.json", "cases", rows)


# ---- files to decode

SIZE = (23, 17)


def chunk(kind, data, break_sum=False):
    crc = zlib.crc32(kind + data) ^ (1 if break_sum else 0)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def pack_row(samples, depth):
    """Samples of one row to bytes."""
    if depth == 16:
        return np.asarray(samples, ">u2").tobytes()
    if depth == 8:
        return np.asarray(samples, np.uint8).tobytes()
    bits = "".join(format(int(s), "0%db" % depth) for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def filtered(row, above, kind, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        p = a + b - c
        near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append((value - [0, a, b, (a + b) // 2, near][kind]) & 255)
    return bytes(out)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]  # fmt: skip


def png(samples, colour_type, depth, interlace=0, before=b"", idats=1, size=None, break_sum=False):
    """A PNG of an array [height, width, samples], every row with another filter."""
    height, width, per_pixel = samples.shape
    step = max(1, per_pixel * depth // 8)
    raw, turn = b"", 0
    for x0, y0, dx, dy in ADAM7 if interlace else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.size == 0:
            continue
        above = bytes(len(pack_row(part[0].ravel(), depth)))
        for line in part:
            row = pack_row(line.ravel(), depth)
            raw += filtered(row, above, turn % 5, step)
            above, turn = row, turn + 1
    data = zlib.compress(raw)
    w, h = size or (width, height)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour_type, 0, 0, interlace))  # fmt: skip
    out += before
    cut = -(-len(data) // idats)
    for i in range(0, len(data), cut):
        out += chunk(b"IDAT", data[i : i + cut], break_sum)
    return out + chunk(b"IEND", b"")


def exif_of(orientation, mode="RGB"):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "depthlm"
    return exif.tobytes()


def xmp_of(attribute):
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description %s></x:xmpmeta>' % attribute.encode()


def pil_file(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def without_app0(jpeg):
    assert jpeg[2:4] == b"\xff\xe0"
    return jpeg[:2] + jpeg[4 + struct.unpack(">H", jpeg[4:6])[0] :]


def cv_jpeg(array, sampling):
    flags = [cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    return cv2.imencode(".jpg", array[:, :, ::-1], flags)[1].tobytes()


def zoo():
    rng = np.random.default_rng(3)
    width, height = SIZE
    colour = scene(5, width, height)
    grain = noise(6, width, height)

    def deep(n):
        return rng.integers(0, 65536, (height, width, n))

    for interlace, tag in ((0, ""), (1, "_interlaced")):
        for depth in (1, 2, 4, 8):
            values = rng.integers(0, 1 << depth, (height, width, 1))
            yield "grey%d%s.png" % (depth, tag), png(values, 0, depth, interlace)
            n = min(1 << depth, 200)
            palette = chunk(b"PLTE", rng.integers(0, 256, 3 * n, dtype=np.uint8).tobytes())
            clear = chunk(b"tRNS", bytes([0, 128][: min(2, n)]))
            yield "palette%d%s.png" % (depth, tag), png(values % n, 3, depth, interlace, palette + clear)  # fmt: skip
        yield "grey16%s.png" % tag, png(deep(1), 0, 16, interlace)
        yield "rgb8%s.png" % tag, png(grain, 2, 8, interlace)
        yield "rgb16%s.png" % tag, png(deep(3), 2, 16, interlace)
        yield "grey_alpha8%s.png" % tag, png(rng.integers(0, 256, (height, width, 2)), 4, 8, interlace)  # fmt: skip
        yield "grey_alpha16%s.png" % tag, png(deep(2), 4, 16, interlace)
        yield "rgba8%s.png" % tag, png(rng.integers(0, 256, (height, width, 4)), 6, 8, interlace)
        yield "rgba16%s.png" % tag, png(deep(4), 6, 16, interlace)
    yield "rgb8_gamma_profile_key.png", png(
        colour, 2, 8, 0,
        chunk(b"gAMA", struct.pack(">I", 100000))
        + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"not a profile"))
        + chunk(b"tRNS", struct.pack(">HHH", *map(int, colour[0, 0]))),
    )  # fmt: skip
    yield "rgb8_many_chunks.png", png(colour, 2, 8, 0, idats=40)
    yield "one_pixel.png", png(colour[:1, :1], 2, 8)
    yield "one_pixel_interlaced.png", png(colour[:1, :1], 2, 8, 1)
    yield "exif_upright.png", png(colour, 2, 8, 0, chunk(b"eXIf", exif_of(1)[6:]))
    yield "exif_rotated.png", png(colour, 2, 8, 0, chunk(b"eXIf", exif_of(8)[6:]))
    yield "pillow.png", pil_file(Image.fromarray(colour), "PNG")
    yield "palette_short.png", png(np.full((height, width, 1), 3), 3, 2, 0, chunk(b"PLTE", bytes(9)))  # fmt: skip
    yield "palette_missing.png", png(np.zeros((height, width, 1)), 3, 8)

    whole = png(grain, 2, 8)
    yield "cut_in_pixels.png", whole[: len(whole) * 2 // 3]
    yield "cut_in_header.png", whole[:20]
    yield "bad_checksum.png", png(grain, 2, 8, break_sum=True)
    yield "rows_missing.png", png(grain[:9], 2, 8, size=SIZE)
    yield "bomb.png", png(grain, 2, 8, size=(60000, 60000))
    yield "zero_wide.png", png(grain, 2, 8, size=(0, 17))
    yield "depth_3.png", whole[:24] + b"\x03" + whole[25:]

    rgb = Image.fromarray(colour)
    for sampling in (0, 1, 2):
        yield "sampling%d.jpg" % sampling, pil_file(rgb, "JPEG", quality=88, subsampling=sampling)
    yield "noise.jpg", pil_file(Image.fromarray(grain), "JPEG", quality=35)
    yield "sampling411.jpg", cv_jpeg(colour, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411)
    yield "sampling440.jpg", cv_jpeg(colour, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440)
    yield "grey.jpg", pil_file(rgb.convert("L"), "JPEG")
    yield "progressive.jpg", pil_file(rgb, "JPEG", progressive=True, quality=80)
    yield "progressive_grey.jpg", pil_file(rgb.convert("L"), "JPEG", progressive=True)
    yield "restarts.jpg", pil_file(rgb, "JPEG", restart_marker_blocks=2)
    yield "rgb.jpg", pil_file(rgb, "JPEG", keep_rgb=True)
    yield "no_jfif.jpg", without_app0(pil_file(rgb, "JPEG", subsampling=0))
    yield "no_jfif_subsampled.jpg", without_app0(pil_file(rgb, "JPEG", subsampling=2))
    yield "rgb_no_marker.jpg", without_adobe(pil_file(rgb, "JPEG", keep_rgb=True))
    yield "profile.jpg", pil_file(rgb, "JPEG", icc_profile=b"not a profile" * 20)
    srgb, lab = undated_profile("sRGB"), undated_profile("LAB")
    yield "profile_srgb.jpg", pil_file(rgb, "JPEG", icc_profile=srgb)
    yield "profile_lab.jpg", pil_file(rgb, "JPEG", icc_profile=lab)
    yield "grey_profile_srgb.jpg", pil_file(rgb.convert("L"), "JPEG", icc_profile=srgb)
    yield "comment.jpg", pil_file(rgb, "JPEG", comment=b"a word")
    yield "cmyk.jpg", pil_file(rgb.convert("CMYK"), "JPEG")
    yield "exif_upright.jpg", pil_file(rgb, "JPEG", exif=exif_of(1))
    for orientation in range(2, 9):
        yield "exif_%d.jpg" % orientation, pil_file(rgb, "JPEG", exif=exif_of(orientation), quality=10)  # fmt: skip
    yield "xmp_6.jpg", pil_file(rgb, "JPEG", xmp=xmp_of('tiff:Orientation="6"'), quality=10)
    yield "xmp_upright.jpg", pil_file(rgb, "JPEG", xmp=xmp_of('tiff:Orientation="1"'), quality=10)
    yield "xmp_element.jpg", pil_file(rgb, "JPEG", xmp=xmp_of(">\n<tiff:Orientation>3</tiff:Orientation"), quality=10)  # fmt: skip
    yield "exif_upright_xmp_6.jpg", pil_file(rgb, "JPEG", exif=exif_of(1), xmp=xmp_of('tiff:Orientation="6"'), quality=10)  # fmt: skip
    text = b"XML:com.adobe.xmp\0"
    packet = xmp_of('tiff:Orientation="8"')
    yield "xmp_rotated.png", png(colour, 2, 8, 0, chunk(b"iTXt", text + b"\0\0\0\0" + packet))
    yield "xmp_packed.png", png(colour, 2, 8, 0, chunk(b"iTXt", text + b"\1\0en\0\0" + zlib.compress(packet)))  # fmt: skip
    profile = exif_of(6).hex().encode()
    raw = b"\nexif\n%8d\n" % (len(profile) // 2) + b"\n".join(profile[i : i + 72] for i in range(0, len(profile), 72)) + b"\n"  # fmt: skip
    name = b"Raw profile type exif\0"
    yield "exif_in_text.png", png(colour, 2, 8, 0, chunk(b"zTXt", name + b"\0" + zlib.compress(raw)))  # fmt: skip
    yield "text_broken.png", png(colour, 2, 8, 0, chunk(b"zTXt", name + b"\0nothing") + chunk(b"iTXt", b"x") + chunk(b"tEXt", name + b"no digits"))  # fmt: skip
    big = pil_file(Image.fromarray(noise(9, 60, 50)), "JPEG", quality=80)
    yield "cut_in_pixels.jpg", big[: len(big) // 2]
    yield "cut_in_header.jpg", big[:100]
    at = big.index(b"\xff\xc0")
    yield "bomb.jpg", big[: at + 5] + b"\xff\xff\xff\xff" + big[at + 9 :]
    yield "zero_high.jpg", big[: at + 5] + b"\0\0" + big[at + 7 :]
    yield "bits12.jpg", big[: at + 4] + b"\x0c" + big[at + 5 :]
    yield "arithmetic.jpg", big[:at] + b"\xff\xc9" + big[at + 2 :]
    scan = big.index(b"\xff\xda")
    scan_data = scan + 2 + struct.unpack(">H", big[scan + 2 : scan + 4])[0]
    yield "no_pixels.jpg", big[:scan_data] + b"\xff\xd9"
    yield "picture.gif", pil_file(rgb.convert("P"), "GIF")
    yield "words.png", b"<html>not found</html>"
    yield "empty.jpg", b""


def undated_profile(space):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()
    return profile[:24] + bytes(12) + profile[36:]


def without_adobe(jpeg):
    at = jpeg.index(b"\xff\xee")
    return jpeg[:at] + jpeg[at + 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0] :]


#: What we refuse although Pillow opens it, and everything that is broken.
REJECTS = {
    "image_unsupported": ["grey16.png", "grey16_interlaced.png", "cmyk.jpg", "bits12.jpg", "arithmetic.jpg"],  # fmt: skip
    "image_rotated": ["exif_rotated.png", "xmp_6.jpg", "xmp_element.jpg", "xmp_rotated.png", "xmp_packed.png", "exif_in_text.png"]
    + ["exif_%d.jpg" % o for o in range(2, 9)],
    "image_too_large": ["bomb.png", "bomb.jpg"],
    "image_unreadable": [
        "palette_short.png", "palette_missing.png", "cut_in_pixels.png", "cut_in_header.png",
        "bad_checksum.png", "rows_missing.png", "zero_wide.png", "depth_3.png",
        "cut_in_pixels.jpg", "cut_in_header.jpg", "zero_high.jpg", "no_pixels.jpg",
        "picture.gif", "words.png", "empty.jpg",
    ],
}  # fmt: skip


def is_turned(data):
    """Whether Pillow would turn the picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return ImageOps.exif_transpose(image).tobytes() != image.tobytes()


def make_zoo():
    reasons = {name: reason for reason, names in REJECTS.items() for name in names}
    rows = []
    (HERE / "zoo").mkdir(exist_ok=True)
    for name, data in zoo():
        (HERE / "zoo" / name).write_bytes(data)
        if name.startswith(("exif", "xmp")):
            turned = is_turned(data)
            assert turned == (reasons.get(name) == "image_rotated"), name
        if name in reasons:
            rows.append(dict(file=name, reject=reasons.pop(name)))
            continue
        image = Image.open(io.BytesIO(data)).convert("RGB")
        rows.append(dict(file=name, width=image.width, height=image.height, sha256=sha256(np.asarray(image))))  # fmt: skip
    assert not reasons, reasons
    write("zoo.json", "files", rows)


# ---- the real frames


def painted(prepared, x, y):
    """The official red arrow on a copy, as bytes."""
    array = np.array(prepared)
    for d in range(1, 6):
        array[y, x - d] = (255, 0, 0)
    for d in (1, 2):
        array[y - d, x - d - 1] = array[y + d, x - d - 1] = (255, 0, 0)
    return array.tobytes()


def make_ibims1(folder):
    """For every frame and focal length one SHA-256 over the ten pictures of its points 0, 10, …, 90
    one after the other; and of the first frame every picture's own."""
    folder = pathlib.Path(folder)
    rows, singles = [], []
    for line in (folder / "ibims1_val.jsonl").read_text().splitlines():
        row = json.loads(line)
        array = np.asarray(Image.open(folder / row["image"]))
        assert array.ndim == 3 and array.shape[2] == 3, array.shape
        size = (array.shape[1], array.shape[0])
        for focal in (750.0, 1000.0):
            source, new, out, pixels, moved = reference(row["intrinsics"][:4], size, focal, array)
            assert moved == 0
            digest = hashlib.sha256()
            for i in range(0, 100, 10):
                x, y = to_prepared(source, new, *row["pixel_coords"][i])
                assert 5 <= x < out[0] - 5 and 5 <= y < out[1] - 5
                picture = painted(pixels, x, y)
                digest.update(picture)
                if len(rows) < 2:
                    singles.append(dict(image=row["image"], focal=focal, point=i, sha256=sha256(picture)))  # fmt: skip
            rows.append(dict(image=row["image"], focal=focal, size=out, sha256=digest.hexdigest()))
    write("ibims1.json", "frames", rows, points=list(range(0, 100, 10)), pictures=singles)


if __name__ == "__main__":
    make_resample()
    make_cameras()
    make_undistorted()
    make_zoo()
    if len(sys.argv) > 1:
        make_ibims1(sys.argv[1])
