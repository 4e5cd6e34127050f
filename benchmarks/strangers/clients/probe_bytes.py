"""What scanners, monitors and lost programs send to a port that they know nothing of, byte for byte."""

import struct
from collections.abc import Mapping

__all__ = ["PROBES"]


def _packed(text: str) -> bytes:
    return bytes.fromhex(text)


def _framed(body: bytes) -> bytes:
    """Four bytes of length before it: Kerberos (RFC 4120, 7.2.2) and NetBIOS sessions (RFC 1002, 4.3)."""
    return struct.pack(">I", len(body)) + body


_SMB1 = (
    _packed("ff534d4272000000000008012000000000000000000000000000ffff00000000")
    + b"\x00\x22\x00\x02NT LM 0.12\x00\x02SMB 2.002\x00\x02SMB 2.???\x00"
)

_SMB2 = (
    b"\xfeSMB\x40\x00"
    + bytes(58)
    + struct.pack("<HHHHI", 36, 2, 1, 0, 0)
    + bytes(24)
    + struct.pack("<HH", 0x202, 0x210)
)

_TLS = _packed("16030100580100005403030000000000000000000000000000000000000000000000000000000000000000") + (
    _packed("000006130113021303010000250000000e000c0000096c6f63616c686f7374000b00020100000a0004000200")
    + b"\x17"
    + bytes(6)
)

_PROXY_V2 = b"\r\n\r\n\x00\r\nQUIT\n" + _packed("2111000c7f0000017f000001dead223d")

_DNS = struct.pack(">H", 30) + _packed("0006010000010000000000000776657273696f6e0462696e640000100003")

_FIX = b"8=FIX.4.4\x0135=A\x0149=CLIENT\x0156=SERVER\x0134=1\x0152=20261129-00:00:00\x0198=0\x01108=30\x0110=000\x01"

PROBES: Mapping[str, bytes] = {
    "nothing (connect, wait)": b"",
    "nc -z (connect, close)": b"",
    "HAProxy check-send-proxy (PROXY, close)": b"PROXY TCP4 127.0.0.1 127.0.0.1 40000 8765\r\n",
    "SSH banner": b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
    "SSH banner of a scanner, and keys": b"SSH-2.0-Go\r\n"
    + struct.pack(">IBB", 300, 4, 20)
    + bytes(range(256))
    + bytes(42),
    "SMB1 negotiate": _framed(_SMB1),
    "SMB2 negotiate": _framed(_SMB2),
    "SIP OPTIONS": (
        b"OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm;branch=foo\r\nFrom: <sip:nm@nm>;tag=root\r\n"
        b"To: <sip:nm2@nm2>\r\n"
        b"Call-ID: 50000\r\nCSeq: 42 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    ),
    "RTSP OPTIONS": b"OPTIONS / RTSP/1.0\r\n\r\n",
    "SOCKS4": _packed("04010050") + bytes((93, 184, 216, 34)) + b"\x00",
    "SOCKS5": _packed("050100"),
    "SOCKS5, all methods": b"\x05\x02\x00\x02",
    "X11, little endian": _packed("6c000b000000000000000000"),
    "X11, big endian": _packed("42000000000b000000000000"),
    "RDP (TPKT, X.224)": _packed("030000130ee000000000000100080003000000"),
    "RDP with a cookie": _packed("0300002a25e00000000000")
    + b"Cookie: mstshash=nmap\r\n"
    + _packed("0100080003000000"),
    "PROXY v1, then a handshake's first line": b"PROXY TCP4 10.0.0.1 10.0.0.2 40000 80\r\nGET / HTTP/1.1\r\n",
    "PROXY v1 UNKNOWN": b"PROXY UNKNOWN\r\n",
    "PROXY v2": _PROXY_V2,
    "LDAP bind": _packed("300c020101600702010304008000"),
    "LDAP search": _packed(
        "30250201016320040 00a01000a0100020100020100010100870b6f626a656374436c6173733000".replace(" ", "")
    ),
    "JRMI": b"JRMI\x00\x02K",
    "NUL bytes": bytes(4),
    "one NUL": bytes(1),
    "NUL bytes and a line's end": bytes(10) + b"\r\n",
    "TNS connect": (
        _packed("005a000001000000013600 2c000008007fff7f0800000001002000 3a00000000".replace(" ", ""))
        + bytes(29)
        + b"(CONNECT_DATA=(COMMAND=version))"
    ),
    "Kerberos AS-REQ": _framed(
        _packed("6a81 6e30 816b a103 020105 a203 02010a a481 5e30 5c".replace(" ", "")) + bytes(92)
    ),
    "DNS over TCP": _DNS,
    "SMTP EHLO": b"EHLO scanner.example\r\n",
    "SMTP, impatient": b"EHLO a.example\r\nMAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n",
    "FTP": b"USER anonymous\r\nPASS a@b.example\r\n",
    "POP3 CAPA": b"CAPA\r\n",
    "IMAP": b"a001 CAPABILITY\r\n",
    "IRC": b"NICK probe\r\nUSER probe 0 * :probe\r\n",
    "HELP": b"HELP\r\n",
    "redis PING (RESP)": b"*1\r\n$4\r\nPING\r\n",
    "redis INFO (inline)": b"INFO\r\n",
    "memcached stats": b"stats\r\n",
    "memcached version (binary)": b"\x80\x0b" + bytes(22),
    "MQTT CONNECT": _packed("101000044d5154540402003c000470726f62"),
    "AMQP header": b"AMQP\x00\x00\x09\x01",
    "Modbus": _packed("000100000005002b0e0100"),
    "FIX logon": _FIX,
    "PostgreSQL SSLRequest": _packed("0000000804d2162f"),
    "PostgreSQL startup": _packed("000000170003000075736572006e6d61700000"),
    "MongoDB isMaster": _packed(
        "3a000000a741000000000000d4070000000000 0061646d696e2e24636d6400".replace(" ", "")
    )
    + bytes(24),
    "Cassandra OPTIONS": _packed("040000000500000000"),
    "VNC": b"RFB 003.008\n",
    "RPC (portmap)": _packed("80000028727fea0100000000000000020 00186a00001977c00000000".replace(" ", ""))
    + bytes(16),
    "AJP CPing": _packed("123400010a"),
    "Java serialization": _packed("aced0005"),
    "adb CNXN": b"CNXN" + _packed("00000001001000000700000032020000bcb1a7b1") + b"host::\x00",
    "BitTorrent": b"\x13BitTorrent protocol" + bytes(48),
    "git": b"0032git-upload-pack /project.git\x00host=example.org\x00",
    "nmap GenericLines": b"\r\n\r\n",
    "nmap GetRequest": b"GET / HTTP/1.0\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n",
    "HTTP with LF alone": b"GET / HTTP/1.1\nHost: x\n\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "TLS hello": _TLS,
    "SSLv2 hello": _packed("802e0100020015000000100700c00500800300800100800600400200 80".replace(" ", ""))
    + bytes(16),
    "telnet negotiation": _packed("fffb18fffb1ffffd03fffb22"),
    "bytes that are no text": _packed("80818283fefe0a"),
    "UTF-16 line": "\ufeffsend hi\n".encode("utf-16-le"),
    "half a line": b"hello",
    "prose": b"hello there\r\nhow are you\r\nanybody here\r\n",
    "a single command": b"users\r\n",
    "Enter": b"\r\n",
    "byte order mark and a command": b"\xef\xbb\xbfusers\r\n",
}
"""By what is said of them in the table. The last ones are people, or nearly."""

# Both end by themselves, as soon as they are connected or have said their line.
CLOSE_AT_ONCE = frozenset(name for name in PROBES if "close)" in name)
