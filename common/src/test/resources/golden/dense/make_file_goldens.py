"""Small networks as ONNX and TorchScript files, and what they say of pictures, by onnxruntime and PyTorch.

Run:  python make_file_goldens.py          (writes files/*.onnx, files/*.pt and files/cases.json beside this file)
Versions it ran with are written into cases.json. Pictures are made as in make_dense_goldens.py. Sizes, resampling,
padding, focal lengths and the reading of maps are done here by PyTorch's interpolate, as the cases' words say.
"""

import json
import pathlib

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from make_dense_goldens import f32, noise, picture
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent / "files"
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class Net(nn.Module):
    """Two convolutions; positive values."""

    def __init__(self, name, out, scale):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3, padding=1)
        self.b = nn.Conv2d(4, out, 3, padding=1)
        self.scale = scale
        for key, p in self.named_parameters():
            fan = p[0].numel() if p.dim() > 1 else 1
            p.data = noise(f"{name}/{key}", tuple(p.shape), 0.3, 1.0 if p.dim() == 1 else 1.7 / fan**0.5)

    def forward(self, image):
        return F.softplus(self.b(torch.relu(self.a(image * self.scale)))) + 0.5


class Points(Net):
    def forward(self, rgbs):
        points = super().forward(rgbs)
        return points[:, :1] * 0.1, points


def planes(image):
    return torch.from_numpy(np.asarray(image)).permute(2, 0, 1)[None].float()


def padded(image, height, width):
    """Within height x width, rounded to 8 bits, mean colour around: and where the picture is."""
    w, h = image.size
    scale = min(height / h, width / w)
    to = (int(h * scale + 1e-9), int(w * scale + 1e-9))
    small = torch.round(F.interpolate(planes(image), to, mode="bilinear"))
    by_opencv = cv2.resize(np.asarray(image), (to[1], to[0]), interpolation=cv2.INTER_LINEAR)
    off = np.abs(by_opencv.transpose(2, 0, 1).astype(float) - small[0].numpy()).max()
    assert off <= 1, off
    top, left = (height - to[0]) // 2, (width - to[1]) // 2
    out = torch.tensor([123.675, 116.28, 103.53]).view(1, 3, 1, 1).repeat(1, 1, height, width)
    out[:, :, top:top + to[0], left:left + to[1]] = small
    return out, (top, left, *to)


def covering(image, height, width, multiple):
    w, h = image.size
    scale = max(height / h, width / w)
    size = []
    for length, least in ((h * scale, height), (w * scale, width)):
        side = round(length / multiple) * multiple
        size.append(int(side if side >= least else np.ceil(length / multiple) * multiple))
    values = F.interpolate(planes(image), tuple(size), mode="bicubic")
    return (values / 255 - MEAN) / STD


def session(name):
    return onnxruntime.InferenceSession(str(HERE / name), providers=["CPUExecutionProvider"])


def entry(name, file, width, height, whole):
    at = [[(37 * i) % width, (53 * i) % height] for i in range(20)] + [[0, 0], [width - 1, height - 1]]
    return {"name": name, "file": file, "width": width, "height": height, "at": at,
            "depth_at": f32(torch.stack([whole[y, x] for x, y in at]))}


def main():
    torch.set_num_threads(1)
    HERE.mkdir(exist_ok=True)
    cases = []
    example = torch.rand(1, 3, 56, 98)

    # Metric3D's protocol: values of 0 to 255, mean colour around, the focal length that the network sees over 1000
    net = Net("canonical", 1, 1 / 128).eval()
    torch.onnx.export(net, (example,), HERE / "canonical.onnx", input_names=["image"], output_names=["depth"],
                      opset_version=18, dynamo=False)
    run = session("canonical.onnx")
    for index, (w, h) in enumerate([(98, 56), (150, 61), (40, 90)]):
        image = picture(f"canonical/{index}", w, h)
        values, (top, left, height, width) = padded(image, 56, 98)
        depth = torch.from_numpy(run.run(["depth"], {"image": values.numpy()})[0])
        # The camera of the pictures has a focal length of 100 px.
        depth = (depth * (100 * width / w) / 50).clamp(0, 6)
        depth = depth[:, :, top:top + height, left:left + width]
        whole = F.interpolate(depth, (h, w), mode="bilinear")[0, 0]
        cases.append(entry(f"canonical/{index}", "canonical", w, h, whole))

    # Sizes that keep the shape, at least 42 x 42, in multiples of 14
    net = Net("free", 1, 1.0).eval()
    axes = {"image": {2: "height", 3: "width"}, "depth": {2: "height", 3: "width"}}
    torch.onnx.export(net, (example,), HERE / "free.onnx", input_names=["image"], output_names=["depth"],
                      dynamic_axes=axes, opset_version=18, dynamo=False)
    torch.jit.save(torch.jit.trace(net, example), HERE / "free.pt")
    run = session("free.onnx")
    for index, (w, h) in enumerate([(42, 42), (77, 50), (60, 131)]):
        image = picture(f"free/{index}", w, h)
        values = covering(image, 42, 42, 14)
        depth = torch.from_numpy(run.run(None, {"image": values.numpy()})[0])
        whole = F.interpolate(depth, (h, w), mode="bicubic")[0, 0]
        cases.append(entry(f"free/{index}", "free", w, h, whole))

    # Points in space as the second of two outputs, one size
    net = Points("points", 3, 1.0).eval()
    torch.onnx.export(net, (torch.rand(1, 3, 42, 56),), HERE / "points.onnx", input_names=["rgbs"],
                      output_names=["confidence", "pts_3d"], opset_version=18, dynamo=False)
    run = session("points.onnx")
    for index, (w, h) in enumerate([(56, 42), (90, 47)]):
        image = picture(f"points/{index}", w, h)
        values = (F.interpolate(planes(image), (42, 56), mode="bilinear") / 255 - MEAN) / STD
        points = torch.from_numpy(run.run(["pts_3d"], {"rgbs": values.numpy()})[0])
        whole = F.interpolate(points[:, 2:], (h, w), mode="nearest-exact")[0, 0]
        cases.append(entry(f"points/{index}", "points", w, h, whole))

    versions = {"torch": torch.__version__, "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__,
                "opencv": cv2.__version__}
    (HERE / "cases.json").write_text(json.dumps({"versions": versions, "pictures": cases}, indent=1))


if __name__ == "__main__":
    main()
