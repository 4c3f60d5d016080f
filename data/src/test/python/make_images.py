"""One small picture in every image format and flavour, with the pixels that PIL reads from it: the fixtures of ImageFileTest.

Usage: make_images.py OUT, where OUT is src/test/resources/images.
"""
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps, TiffImagePlugin

out = sys.argv[1]
y, x = np.mgrid[:24, :32]
picture = Image.fromarray(np.stack([x * 7 % 256, y * 9 % 256, (x + y) * 4 % 256], -1).astype(np.uint8))
deep = (x * 2000 + y * 37).astype(np.uint16)
exif = Image.Exif()


def save(name, image, **options):
    image.save(f"{out}/{name}", **options)


def expect(name, pixels):
    """Height by width, or the three colours one below the other."""
    pixels = np.asarray(pixels, dtype="<f4")
    rows = pixels if pixels.ndim == 2 else pixels.transpose(2, 0, 1).reshape(-1, pixels.shape[1])
    np.save(f"{out}/{name}.npy", np.ascontiguousarray(rows))


for name, image, options in [
    ("rgb.png", picture, {}), ("rgb.bmp", picture, {}), ("rgb.tif", picture, {}),
    ("lzw.tiff", picture, {"compression": "tiff_lzw"}), ("rgb.JPG", picture, {"quality": 95, "format": "jpeg"}),
    ("gray.jpeg", picture.convert("L"), {"quality": 95}), ("gray.png", picture.convert("L"), {}),
    ("gray.pgm", picture.convert("L"), {}), ("cmyk.jpg", picture.convert("CMYK"), {"quality": 95}),
    ("palette.png", picture.convert("P", palette=Image.ADAPTIVE), {}), ("alpha.png", picture.convert("RGBA"), {}),
    ("rgb.ppm", picture, {}), ("palette.gif", picture.convert("P", palette=Image.ADAPTIVE), {}),
    ("gray-alpha.png", picture.convert("LA"), {}), ("bits.png", picture.convert("1"), {}),
]:
    save(name, image, **options)
    read = Image.open(f"{out}/{name}")
    read = read.convert("L" if read.mode in ("1", "L", "LA") else "RGB")
    expect(name, np.asarray(read) / 255)
for code in range(1, 9):
    exif[274] = code
    save(f"turned-{code}.png", picture.convert("L"), exif=exif)
    expect(f"turned-{code}.png", np.asarray(ImageOps.exif_transpose(Image.open(f"{out}/turned-{code}.png"))) / 255)
exif[274] = 6
save("turned.jpg", picture.convert("L"), exif=exif, quality=95)
expect("turned.jpg", np.asarray(ImageOps.exif_transpose(Image.open(f"{out}/turned.jpg"))) / 255)
save("turned.tif", picture.convert("L"), tiffinfo={274: 6})
expect("turned.tif", np.asarray(picture.convert("L")).T[:, ::-1] / 255)
for name in ("deep.png", "deep.tif"):
    save(name, Image.fromarray(deep))
    expect(name, deep / 65535)
save("real.tif", Image.fromarray((deep / 65535).astype(np.float32)))
expect("real.tif", deep / 65535)
save("bright.tif", Image.fromarray((deep / 257).astype(np.float32)))  # real numbers above 1 are what they are
expect("bright.tif", deep / 257)
pages = [picture.convert("L"), picture.convert("L").transpose(Image.FLIP_LEFT_RIGHT)]
save("stack.tif", pages[0], save_all=True, append_images=[pages[0].resize((8, 6)), pages[1]])  # a small one between them
expect("stack.tif", np.concatenate([np.asarray(page) / 255 for page in pages]))  # page below page
with open(f"{out}/deep.pgm", "wb") as file:
    file.write(b"P5\n32 24\n65535\n" + deep.astype(">u2").tobytes())
expect("deep.pgm", deep / 65535)

# Sixteen bits of each colour, which PIL does not write: as the formats' specifications have it.
deep_rgb = np.stack([deep, deep[::-1], deep[:, ::-1]], -1)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in deep_rgb)
with open(f"{out}/deep-rgb.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 24, 16, 2, 0, 0, 0))
               + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def tiff(name, tags, *parts):
    with open(f"{out}/{name}", "wb") as file:
        file.write(b"II*\0" + struct.pack("<IH", 8, len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
                   + b"\0\0\0\0" + b"".join(parts))


data = deep_rgb.astype("<u2").tobytes()
after = 8 + 2 + 10 * 12 + 4  # where the three numbers of bits lie; then come the pixels
tags = [(256, 3, 1, 32), (257, 3, 1, 24), (258, 3, 3, after), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, after + 6),
        (277, 3, 1, 3), (278, 3, 1, 24), (279, 4, 1, len(data)), (284, 3, 1, 1)]
tiff("deep-rgb.tif", tags, struct.pack("<HHH", 16, 16, 16), data)
wide = deep.astype("<u4") * 65537  # the larger half of these have their highest bit set
tags = [(256, 3, 1, 32), (257, 3, 1, 24), (258, 3, 1, 32), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8 + 2 + 10 * 12 + 4),
        (277, 3, 1, 1), (278, 3, 1, 24), (279, 4, 1, wide.nbytes), (284, 3, 1, 1)]
tiff("wide.tif", tags, wide.tobytes())
expect("wide.tif", wide / (2**32 - 1))
for name in ("deep-rgb.png", "deep-rgb.tif"):
    expect(name, deep_rgb / 65535)

# Packed without loss by libtiff, in strips; the noise is long enough for all of LZW's codes, and for its table to overflow.
random = np.random.default_rng(1)
noise = random.integers(0, 65536, (64, 96), dtype=np.uint16) & 0xfff0
real = (deep / 257 - 100).astype(np.float32)
for name, pixels, most, compression, predictor in [
    ("lzw-16-noise.tif", noise, 65535, "tiff_lzw", 1), ("lzw-16.tif", deep, 65535, "tiff_lzw", 2),
    ("lzw-rgb-2.tif", np.asarray(picture), 255, "tiff_lzw", 2), ("deflate-rgb.tif", np.asarray(picture), 255, "tiff_adobe_deflate", 1),
    ("deflate-real-2.tif", real, 1, "tiff_adobe_deflate", 2), ("deflate-real-3.tif", real, 1, "tiff_adobe_deflate", 3),
    ("lzw-real-3.tif", real, 1, "tiff_lzw", 3), ("packbits-rgb.tif", np.asarray(picture) // 64 * 64, 255, "packbits", 1),
    ("fax.tif", np.asarray(picture.convert("1")), 1, "group4", 1),
]:
    options = {"tiffinfo": {317: predictor}} if predictor > 1 else {}
    save(name, Image.fromarray(pixels), compression=compression, **options)
    expect(name, np.asarray(Image.open(f"{out}/{name}"), dtype=np.float64) / most)

# Pages that were made of another: a reduced copy and a mask beside an image; then a file in which all are.
for name, kinds in [("reduced.tif", (0, 1, 4)), ("all-reduced.tif", (1, 1))]:
    with TiffImagePlugin.AppendingTiffWriter(f"{out}/{name}", True) as file:
        for kind in kinds:
            small = picture.convert("L").resize((32 >> kind, 24 >> kind))
            small.save(file, format="TIFF", tiffinfo={254: kind})
            file.newFrame()

# A stack as ImageJ writes it above 4 GiB, and tifffile always for ImageJ: the first page's directory, then the samples of all.
frames = np.stack([deep, deep[::-1], deep[:, ::-1]])
text = b"ImageJ=1.53k\nimages=3\nslices=3\nloop=false\n\0"
data = frames.astype("<u2").tobytes()
after = 8 + 2 + 10 * 12 + 4
tags = [(256, 3, 1, 32), (257, 3, 1, 24), (258, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 1), (270, 2, len(text), after),
        (273, 4, 1, after + len(text)), (277, 3, 1, 1), (278, 3, 1, 24), (279, 4, 1, len(data))]
tiff("imagej.tif", tags, text, data)
expect("imagej.tif", np.concatenate(frames) / 65535)
