"""What coverage-guided fuzzing puts in: words of formats and protocols that turning bytes alone seldom makes."""

JSON_WORDS = (b"null", b"true", b"1e999", b"-1", b"NaN", b"Infinity", b"{}", b"[]", b"[" * 64, b"9" * 40, b"\\ud800")
HTTP_WORDS = (
    *(b"GET /", b"HEAD ", b" HTTP/1.1\r\nHost: x\r\n", b" HTTP/1.0\r\n", b"\r\n\r\n", b"Range: bytes=", b"If-Range: "),
    *(b"%2e%2e/", b"../", b"%00", b"%5c", b"//", b"secret.txt", b"%2efailure.json", b"episodes/2026-11-24-r2/", b"t/"),
    *(
        b"If-None-Match: ",
        b"If-Modified-Since: ",
        b"Content-Length: ",
        b"Transfer-Encoding: chunked\r\n",
        b"*",
        b"\x1e",
    ),
    *(b"Connection: close\r\n", b"Connection: upgrade\r\nUpgrade: websocket\r\n", b"99999999999999999999", b"http://x"),
)
SOUND_WORDS = (
    *(b"ID3\x02", b"ID3\x03", b"ID3\x04", b"TAG", b"Xing", b"Info", b"LAME", b"VBRI", b"RIFF", b"WAVEfmt ", b"data"),
    *(b"CHAP\x00", b"CTOC\x00", b"APIC\x00", b"TXXX\x00", b"APETAGEX", b"fLaC", b"OggS", b"\xff\xfb\x90", b"\xff\xfe"),
)
FORM_WORDS = (
    *(b"up ", b"down ", b"drop ", b"keep ", b"write ", b"title ", b"&title=", b"&written=", b"&spoken=", b"&version="),
    *(
        b"2.1.1",
        b"1",
        b"5",
        b"9" * 5000,
        b"%D9%A1",
        b"%C2%B2",
        b"%00",
        b"%ED%A0%80",
        b"%E2%80%AE",
        b"%D9%8B",
        b"&" * 12,
    ),
)
_ELEMENTS = {
    "": "author category comments enclosure image cloud textinput link pubDate ttl base published info rights source",
    "content:": "encoded",
    "dc:": "date creator subject title",
    "dcterms:": "created modified valid",
    "media:": "content thumbnail group description rating credit player",
    "georss:": "point where box",
    "itunes:": "image duration explicit summary",
    "xhtml:": "body div",
}
FEED_WORDS = (
    *(f"<{prefix}{name}>".encode() for prefix, names in _ELEMENTS.items() for name in names.split()),
    *(b' type="html"', b' mode="base64"', b' type="application/xhtml+xml"', b' xml:lang="', b' rel="'),
)
PDF_OF_STREAMS = (
    b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/Contents[4 0 R 7 0 R]/MediaBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>"
    b"/XObject<</X 8 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 21/Filter[/ASCIIHexDecode]>>stream\n4254202f463120312054660a>\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R"
    b"/DescendantFonts[<</Subtype/CIDFontType2/DW 9/W[1[5]]>>]>>endobj\n"
    b"6 0 obj<</Length 166>>stream\nbegincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"1 beginbfchar\n<0001> <0627>\nendbfchar 1 beginbfrange\n<0002> <0009> <0628>\nendbfrange endcmap\n"
    b"endstream endobj\n"
    b"7 0 obj<</Length 88>>stream\n<0001000200030004>Tj [<0005>-300<0006>]TJ 1 0 0 1 9 9 cm /X Do BI /W 1 ID x EI ET\n"
    b"endstream endobj\n"
    b"8 0 obj<</Type/XObject/Subtype/Form/Length 31>>stream\nBT /F1 9 Tf <0001>' T* (a)\" ET\nendstream endobj\n"
    b"trailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF"
)
PDF_WORDS = (
    *b"obj endobj stream endstream xref trailer startxref << >> [ ] %%EOF R BT ET Tj TJ Tf Td TD Tm T* cm q".split(),
    *b"Q Do BI ID EI".split(),
    *b"/Filter /FlateDecode /LZWDecode /ASCII85Decode /ASCIIHexDecode /RunLengthDecode /DecodeParms".split(),
    *b"/Predictor /Columns /Colors /Length /Type /Kids /Count /Parent /Contents /Resources /Font /XObject".split(),
    *b"/Form /ObjStm /XRef /Index /Prev /XRefStm /First /N /W /Size /Root /Encrypt /ID /Differences /Encoding".split(),
    *b"/ToUnicode /Widths /FirstChar /DescendantFonts /Type3 /CharProcs /FontMatrix begincmap usecmap".split(),
    *b"beginbfrange endbfrange beginbfchar 99999999999 -1 0.0".split(),
    *(b"%d 0 R" % number for number in range(1, 9)),
)
