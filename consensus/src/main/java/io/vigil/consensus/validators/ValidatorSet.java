package io.vigil.consensus.validators;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.ValidatorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * The members of one epoch, in the order that gives each its index. Weights follow A13 with the quorum of the design: more than two thirds
 * of the power; more than one third amplifies.
 */
public final class ValidatorSet {
    /** A full mesh and certificates of one bit per member are meant for at most so many. */
    public static final int MAX_MEMBERS = 512;

    /** Sums of power stay exact in every client that reads them, JavaScript's numbers included (A13). */
    public static final long MAX_POWER = 1L << 53;

    private final List<Validator> members;
    private final Map<Bytes, Integer> indexByKey;
    private final long power;
    private final Hash root;

    private ValidatorSet(List<Validator> members, Map<Bytes, Integer> indexByKey, long power) {
        this.members = members;
        this.indexByKey = indexByKey;
        this.power = power;
        this.root = Keccak.hash(encode(members));
    }

    /** @throws IllegalArgumentException if there are none or too many, a key comes twice, or their power exceeds {@link #MAX_POWER} */
    public static ValidatorSet of(List<Validator> members) {
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException(members.size() + " validators, expected 1 to " + MAX_MEMBERS);
        }
        Map<Bytes, Integer> indexByKey = new HashMap<>();
        long power = 0;
        for (int i = 0; i < members.size(); i++) {
            Validator member = members.get(i);
            if (indexByKey.putIfAbsent(member.blsKey(), i) != null) {
                throw new IllegalArgumentException("BLS key of validator " + i + " comes twice");
            }
            power = Math.addExact(power, member.power());
        }
        if (power > MAX_POWER) {
            throw new IllegalArgumentException("total power " + power + " above " + MAX_POWER);
        }
        return new ValidatorSet(List.copyOf(members), indexByKey, power);
    }

    public List<Validator> members() {
        return members;
    }

    public int size() {
        return members.size();
    }

    public Validator member(int index) {
        return members.get(index);
    }

    public OptionalInt indexOf(Bytes blsKey) {
        Integer index = indexByKey.get(blsKey);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Total power W. */
    public long power() {
        return power;
    }

    public long power(int index) {
        return members.get(index).power();
    }

    /** Least power that exceeds two thirds: any two quorums share an honest member. */
    public long quorum() {
        return 2 * power / 3 + 1;
    }

    /** Least power that exceeds one third: an honest member is among them. */
    public long amplification() {
        return (power - 1) / 3 + 1;
    }

    /** Members that may fail, counted by heads: what the back-off calls f (A13). */
    public int faultsByCount() {
        return (members.size() - 1) / 3;
    }

    /** Power of those members for which {@code chosen} holds. */
    public long powerOf(IntPredicate chosen) {
        long sum = 0;
        for (int i = 0; i < members.size(); i++) {
            if (chosen.test(i)) {
                sum += members.get(i).power();
            }
        }
        return sum;
    }

    /** keccak256(RLP[[address, blsKey, power, leads], …]): what a header commits to in {@code parentBeaconBlockRoot}. */
    public Hash root() {
        return root;
    }

    /** RLP[[address, blsKey, power, leads], …], as {@code types.chain.ValidatorInfo} writes it. */
    public Bytes encode() {
        return encode(members);
    }

    /** @throws MalformedException if the rows are not canonical or no set can be made of them */
    public static ValidatorSet decode(Bytes encoded) throws MalformedException {
        RlpReader rows = RlpReader.ofList(encoded);
        List<Validator> members = new ArrayList<>();
        try {
            while (rows.hasNext()) {
                RlpReader row = rows.list();
                Address address = row.address();
                Bytes key = row.bytes(Validator.KEY_BYTES);
                long power = row.number();
                long leads = row.number();
                row.end();
                if (leads > 1 || members.size() == MAX_MEMBERS) {
                    throw new MalformedException("validator " + members.size() + ": leads " + leads);
                }
                members.add(new Validator(address, key, power, leads == 1));
            }
            return of(members);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedException("validator set: " + e.getMessage(), e);
        }
    }

    /** The set that genesis or state names. */
    public static ValidatorSet ofChain(List<ValidatorInfo> validators) {
        List<Validator> members = new ArrayList<>();
        for (ValidatorInfo info : validators) {
            members.add(new Validator(info.address(), info.blsKey().bytes(), info.power(), info.leads()));
        }
        return of(members);
    }

    private static Bytes encode(List<Validator> members) {
        List<Bytes> rows = new ArrayList<>();
        for (Validator member : members) {
            rows.add(RlpWriter.listOf(row -> row.address(member.address())
                    .bytes(member.blsKey())
                    .number(member.power())
                    .number(member.leads() ? 1 : 0)));
        }
        return RlpWriter.listOfEncoded(rows);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValidatorSet that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return "ValidatorSet[" + members.size() + " members, power " + power + ", root " + root + "]";
    }
}
