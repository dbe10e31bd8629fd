package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.List;

/** Checks a reply against the request it answers and the key it must come from (draft -19, section 5.4 and before). */
public final class RoughtimeReply {
    private static final int MAX_VERSIONS = 32;

    private final RoughtimeRequest request;
    private final RoughtimeMessage message;
    private final RoughtimeMessage signed;
    private final RoughtimeMessage certificate;
    private final RoughtimeMessage delegation;
    private final Dialect dialect;

    private RoughtimeReply(RoughtimeRequest request, Bytes packet) throws BrokenRule, MalformedException {
        this.request = request;
        this.message = RoughtimeMessage.decode(request.isFramed() ? Packet.unframe(packet) : packet);
        this.signed = RoughtimeMessage.decode(required(message, Tag.SREP));
        this.certificate = RoughtimeMessage.decode(required(message, Tag.CERT));
        this.delegation = RoughtimeMessage.decode(required(certificate, Tag.DELE));
        this.dialect = request.isFramed() ? spoken() : Dialect.GOOGLE;
    }

    /**
     * @param publicKey the server's long-term key
     * @param request the datagram that was sent
     * @param reply the datagram that came back
     */
    public static ReplyCheck check(Bytes publicKey, Bytes request, Bytes reply) {
        try {
            return new ReplyCheck.Valid(new RoughtimeReply(RoughtimeRequest.parse(request), reply).time(publicKey));
        } catch (BrokenRule broken) {
            return new ReplyCheck.Invalid(broken.fault, broken.detail);
        } catch (MalformedException malformed) {
            return new ReplyCheck.Invalid(Fault.PARSE, String.valueOf(malformed.getMessage()));
        }
    }

    /** The version is at the top of older replies and inside SREP since -12. */
    private Dialect spoken() throws BrokenRule {
        List<Integer> words = message.words(Tag.VER);
        boolean outside = words.size() == 1;
        if (!outside) {
            words = signed.words(Tag.VER);
        }
        require(words.size() == 1, Fault.MISSING, "VER");
        int version = words.getFirst();
        require(request.versions().contains(version), Fault.VER, Integer.toHexString(version) + " was not offered");
        Dialect spoken = Dialect.ofVersion(version)
                .orElseThrow(() -> new BrokenRule(Fault.VER, Integer.toHexString(version) + " is not known"));
        require(spoken.coversRequest() != outside, Fault.VER, "VER stands in the wrong place");
        return spoken;
    }

    private SignedTime time(Bytes publicKey) throws BrokenRule, MalformedException {
        checkEcho();
        checkSignatures(publicKey);
        if (dialect.coversRequest()) {
            checkVersions();
        }
        Bytes path = required(message, Tag.PATH);
        int index = LittleEndian.int32(sized(message, Tag.INDX, 4));
        checkTree(path, index);
        long midpoint = LittleEndian.int64(sized(signed, Tag.MIDP, 8));
        long radius = Integer.toUnsignedLong(LittleEndian.int32(sized(signed, Tag.RADI, 4)));
        long notBefore = LittleEndian.int64(sized(delegation, Tag.MINT, 8));
        long notAfter = LittleEndian.int64(sized(delegation, Tag.MAXT, 8));
        require(
                Long.compareUnsigned(notBefore, midpoint) <= 0 && Long.compareUnsigned(midpoint, notAfter) <= 0,
                Fault.DELE_WINDOW,
                "MIDP " + Long.toUnsignedString(midpoint) + " is outside " + Long.toUnsignedString(notBefore) + ".."
                        + Long.toUnsignedString(notAfter));
        require(radius > 0, Fault.RADI_ZERO, "a radius of zero");
        require(
                Long.compareUnsigned(midpoint, SignedTime.MAX_MIDPOINT_NANOS / dialect.unitNanos()) < 0,
                Fault.OUT_OF_RANGE,
                "MIDP " + Long.toUnsignedString(midpoint));
        int nodes = path.size() / dialect.hashBytes();
        return new SignedTime(dialect, midpoint, radius, notBefore, notAfter, nodes, index);
    }

    private void checkEcho() throws BrokenRule, MalformedException {
        if (dialect.coversRequest()) {
            require(message.value(Tag.TYPE).isPresent(), Fault.TYPE_MISSING, "no TYPE");
            require(LittleEndian.int32(sized(message, Tag.TYPE, 4)) == 1, Fault.TYPE, "TYPE is not 1");
        }
        if (dialect.isFramed()) {
            require(required(message, Tag.NONC).equals(request.nonce()), Fault.NONC, "another nonce than ours");
        }
    }

    private void checkSignatures(Bytes publicKey) throws BrokenRule, MalformedException {
        require(
                Ed25519.isSignedBy(
                        publicKey,
                        dialect.delegationContext(),
                        required(certificate, Tag.DELE),
                        sized(certificate, Tag.SIG, Ed25519.SIGNATURE_BYTES)),
                Fault.DELE_SIG,
                "the delegation is not signed by the server's key");
        require(
                Ed25519.isSignedBy(
                        sized(delegation, Tag.PUBK, Ed25519.KEY_BYTES),
                        dialect.responseContext(),
                        required(message, Tag.SREP),
                        sized(message, Tag.SIG, Ed25519.SIGNATURE_BYTES)),
                Fault.SREP_SIG,
                "the reply is not signed by the delegated key");
    }

    private void checkVersions() throws BrokenRule {
        List<Integer> versions = signed.words(Tag.VERS);
        require(versions.contains(dialect.version()), Fault.VERS, "VERS lacks the version that was chosen");
        require(versions.size() <= MAX_VERSIONS, Fault.VERS, versions.size() + " versions");
        for (int i = 1; i < versions.size(); i++) {
            boolean ascends = Integer.compareUnsigned(versions.get(i - 1), versions.get(i)) < 0;
            require(ascends, Fault.VERS, "VERS is not ascending");
        }
    }

    private void checkTree(Bytes path, int index) throws BrokenRule, MalformedException {
        int hashBytes = dialect.hashBytes();
        int nodes = path.size() / hashBytes;
        require(
                path.size() % hashBytes == 0 && nodes <= MerkleTree.MAX_PATH,
                Fault.PATH_LEN,
                "a path of " + path.size() + " bytes");
        Bytes leaf = MerkleTree.leaf(hashBytes, dialect.coversRequest() ? request.packet() : request.nonce());
        require(
                MerkleTree.climb(hashBytes, leaf, path, index).equals(required(signed, Tag.ROOT)),
                Fault.ROOT,
                "the request is not in the signed tree");
        require(nodes == MerkleTree.MAX_PATH || index >>> nodes == 0, Fault.INDX, "INDX is beyond the tree");
    }

    private static Bytes required(RoughtimeMessage from, int tag) throws BrokenRule {
        return from.value(tag).orElseThrow(() -> new BrokenRule(Fault.MISSING, Tag.text(tag)));
    }

    private static Bytes sized(RoughtimeMessage from, int tag, int size) throws BrokenRule, MalformedException {
        Bytes value = required(from, tag);
        if (value.size() != size) {
            throw new MalformedException(Tag.text(tag) + " has " + value.size() + " bytes, not " + size);
        }
        return value;
    }

    private static void require(boolean holds, Fault fault, String detail) throws BrokenRule {
        if (!holds) {
            throw new BrokenRule(fault, detail);
        }
    }

    /** Leaves the chain of checks at the first rule that fails; never leaves this class. */
    private static final class BrokenRule extends Exception {
        private final Fault fault;
        private final String detail;

        BrokenRule(Fault fault, String detail) {
            super(detail, null, false, false);
            this.fault = fault;
            this.detail = detail;
        }
    }
}
