"""HM3D in Omnidata's layout."""
import taskonomy

MODES = ["corrected"]


def write(root):
    taskonomy.write(root, "hm3d")


def read(root, mode):
    return taskonomy.read(root, mode, "hm3d")
