package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsBatch;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Checks signature claims and remembers, by all that was claimed (A14), those it has checked. What came together is added up
 * and checked at once; only if that fails are halves checked, down to whoever lied. Whoever lied once costs no more checks:
 * what else it sent at that time is dropped; and until it has sent something sound, what it sends is checked apart from what
 * others send, so that a flood of bad signatures costs one check a batch. One thread's.
 */
public final class SignatureCheck {
    /** Certificates come with many messages; a few views' worth are remembered. 64 bytes each. */
    static final int MAX_REMEMBERED = 4_096;

    /** Peers of which is remembered that they lied; a mesh has fewer. */
    private static final int MAX_DOUBTED = 256;

    /** Keys of one set, and of the next. */
    private static final int MAX_KEYS = 1_024;

    private final SignaturePoints points;
    private final LongSupplier random;
    private final Set<PeerId> doubted = new LinkedHashSet<>();
    private long checks;

    private final Map<Hash, Boolean> checked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private final Map<Bytes, BlsPublicKey> keys = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlsPublicKey> eldest) {
            return size() > MAX_KEYS;
        }
    };

    public SignatureCheck() {
        this(new SignaturePoints());
    }

    /** @param points gets the signatures that are checked */
    public SignatureCheck(SignaturePoints points) {
        this(points, new SecureRandom()::nextLong);
    }

    /** @param random unpredictable to peers */
    SignatureCheck(SignaturePoints points, LongSupplier random) {
        this.points = points;
        this.random = random;
    }

    /** What one peer claims with one message. */
    record Asked(PeerId from, List<SignatureClaim> claims) {
        Asked {
            claims = List.copyOf(claims);
        }
    }

    private record Open(PeerId from, Hash id, BlsBatch.Claim parsed) {}

    /** How many equations were checked since the start; one pairing for each message in it, and one more. */
    long checks() {
        return checks;
    }

    public boolean holds(List<SignatureClaim> claims) {
        for (SignatureClaim claim : claims) {
            Hash id = claim.id();
            if (!checked.containsKey(id)) {
                if (!verify(claim)) {
                    return false;
                }
                checked.put(id, true);
            }
        }
        return true;
    }

    /** Remembers claims that hold by what was checked elsewhere. */
    void trust(List<SignatureClaim> claims) {
        claims.forEach(claim -> checked.put(claim.id(), true));
    }

    /** The peers among those that asked of which a claim does not hold. What others claimed holds, and is remembered. */
    Set<PeerId> liars(List<Asked> batch) {
        Set<PeerId> liars = new HashSet<>();
        List<Open> open = new ArrayList<>();
        Set<Hash> seen = new HashSet<>();
        for (Asked asked : batch) {
            for (SignatureClaim claim : asked.claims()) {
                Hash id = claim.id();
                if (!checked.containsKey(id) && seen.add(id)) {
                    open(asked.from(), claim, id, open, liars);
                }
            }
        }
        open.sort(Comparator.comparing(Open::from));
        search(open.stream().filter(one -> !doubted.contains(one.from())).toList(), liars);
        for (PeerId peer : List.copyOf(doubted)) {
            searchDoubted(
                    peer, open.stream().filter(one -> one.from().equals(peer)).toList(), liars);
        }
        blameRelays(batch, liars);
        doubt(liars);
        return liars;
    }

    /** Nobody else pays for who lied before: its first claim is checked alone, and if that is a lie too, no other. */
    private void searchDoubted(PeerId peer, List<Open> own, Set<PeerId> liars) {
        if (own.isEmpty() || liars.contains(peer)) {
            return;
        }
        search(own.subList(0, 1), liars);
        if (!liars.contains(peer)) {
            search(own.subList(1, own.size()), liars);
        }
        if (!liars.contains(peer)) {
            doubted.remove(peer);
        }
    }

    private void doubt(Set<PeerId> liars) {
        doubted.addAll(liars);
        Iterator<PeerId> oldest = doubted.iterator();
        while (doubted.size() > MAX_DOUBTED) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Claims of one message join the batch; those of several are checked alone, which is as cheap. */
    private void open(PeerId from, SignatureClaim claim, Hash id, List<Open> open, Set<PeerId> liars) {
        try {
            if (claim.parts().size() == 1) {
                SignatureClaim.Part part = claim.parts().getFirst();
                open.add(new Open(
                        from,
                        id,
                        new BlsBatch.Claim(
                                parse(part.keys()),
                                points.message(part.message().bytes()),
                                points.point(claim.signature()))));
            } else if (!liars.contains(from) && !holds(List.of(claim))) {
                liars.add(from);
            }
        } catch (MalformedException e) {
            liars.add(from);
        }
    }

    private void search(List<Open> open, Set<PeerId> liars) {
        List<Open> honest =
                open.stream().filter(one -> !liars.contains(one.from())).toList();
        if (honest.isEmpty()) {
            return;
        }
        checks++;
        if (BlsBatch.holds(honest.stream().map(Open::parsed).toList(), random)) {
            honest.forEach(one -> checked.put(one.id(), true));
        } else if (honest.size() == 1) {
            liars.add(honest.getFirst().from());
        } else {
            search(honest.subList(0, honest.size() / 2), liars);
            search(honest.subList(honest.size() / 2, honest.size()), liars);
        }
    }

    /** Of several that brought one claim only the first was looked at; if it was a liar, the others speak for themselves. */
    private void blameRelays(List<Asked> batch, Set<PeerId> liars) {
        if (liars.isEmpty()) {
            return;
        }
        for (Asked asked : batch) {
            if (!liars.contains(asked.from()) && !holds(asked.claims())) {
                liars.add(asked.from());
            }
        }
    }

    private boolean verify(SignatureClaim claim) {
        checks++;
        try {
            BlsSignature signature = points.point(claim.signature());
            if (claim.parts().size() == 1) {
                SignatureClaim.Part part = claim.parts().getFirst();
                return signature.fastAggregateVerify(
                        parse(part.keys()), part.message().bytes());
            }
            List<BlsPublicKey> all = new ArrayList<>();
            List<Bytes> messages = new ArrayList<>();
            for (SignatureClaim.Part part : claim.parts()) {
                for (BlsPublicKey key : parse(part.keys())) {
                    all.add(key);
                    messages.add(part.message().bytes());
                }
            }
            return signature.aggregateVerify(all, messages);
        } catch (MalformedException e) {
            return false;
        }
    }

    private List<BlsPublicKey> parse(List<Bytes> compressed) throws MalformedException {
        List<BlsPublicKey> parsed = new ArrayList<>();
        for (Bytes bytes : compressed) {
            BlsPublicKey key = keys.get(bytes);
            if (key == null) {
                key = BlsPublicKey.parse(bytes);
                keys.put(bytes, key);
            }
            parsed.add(key);
        }
        return parsed;
    }
}
