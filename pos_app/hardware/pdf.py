"""A picture as a PDF of one page, dot for dot: a receipt that can be sent or printed elsewhere.

Pure and small: one grey image without loss. Source: ISO 32000-1, 7.5 (file) and 8.9 (images).
"""

import zlib

from PIL import Image

_POINTS_PER_MM = 72 / 25.4


def pdf_of(image: Image.Image, dots_per_mm: int) -> bytes:
    """Return a picture as a PDF whose page is as large as the paper; see-through is white."""
    grey = _flat(image)
    width, height = (round(dots / dots_per_mm * _POINTS_PER_MM, 2) for dots in grey.size)
    show = f"q {width} 0 0 {height} 0 0 cm /Paper Do Q".encode()
    dots = zlib.compress(grey.tobytes(), 9)
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %b %b] /Contents 4 0 R"
        b" /Resources << /XObject << /Paper 5 0 R >> >> >>"
        % (str(width).encode(), str(height).encode()),
        _stream(b"", show),
        _stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8"
            b" /ColorSpace /DeviceGray /Filter /FlateDecode " % grey.size,
            dots,
        ),
    )


def _flat(image: Image.Image) -> Image.Image:
    """Return a picture as grey on white."""
    if image.mode != "LA":
        return image.convert("L")
    flat = Image.new("L", image.size, 255)
    flat.paste(image.getchannel("L"), mask=image.getchannel("A"))
    return flat


def _stream(facts: bytes, data: bytes) -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (facts, len(data), data)


def _file(*objects: bytes) -> bytes:
    """Return a file of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )
