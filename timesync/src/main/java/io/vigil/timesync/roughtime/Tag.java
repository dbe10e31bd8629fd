package io.vigil.timesync.roughtime;

import java.nio.charset.StandardCharsets;

/** Tags of a message: four octets read as a little-endian number, which is also their order. */
final class Tag {
    static final int SIG = of("SIG\0");
    static final int VER = of("VER\0");
    static final int SRV = of("SRV\0");
    static final int NONC = of("NONC");
    static final int DELE = of("DELE");
    static final int TYPE = of("TYPE");
    static final int PATH = of("PATH");
    static final int RADI = of("RADI");
    static final int PUBK = of("PUBK");
    static final int MIDP = of("MIDP");
    static final int SREP = of("SREP");
    static final int VERS = of("VERS");
    static final int MINT = of("MINT");
    static final int ROOT = of("ROOT");
    static final int CERT = of("CERT");
    static final int MAXT = of("MAXT");
    static final int INDX = of("INDX");
    static final int ZZZZ = of("ZZZZ");

    /** The padding of Google's wire ends in 0xff. */
    static final int PAD = of("PAD\u00ff");

    private Tag() {}

    private static int of(String octets) {
        return LittleEndian.int32(octets.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    static String text(int tag) {
        return new String(LittleEndian.bytes32(tag), StandardCharsets.ISO_8859_1).replace("\0", "");
    }
}
