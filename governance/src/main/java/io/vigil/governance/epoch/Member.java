package io.vigil.governance.epoch;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A member of a set. Its key was checked when it was elected, so reading a set costs no point arithmetic.
 *
 * @param blsKey 48 bytes
 * @param power at least 1
 */
public record Member(Address address, Bytes blsKey, long power, boolean leads) {
    public Member {
        if (power < 1 || blsKey.size() != BlsPublicKey.SIZE) {
            throw new IllegalArgumentException("member with power " + power + " and a key of " + blsKey.size());
        }
    }

    public Member leading(boolean now) {
        return new Member(address, blsKey, power, now);
    }

    /** W of a set. */
    public static long power(List<Member> set) {
        return set.stream().mapToLong(Member::power).reduce(0, Math::addExact);
    }

    /** F: the power that may fail. */
    public static long faulty(long power) {
        return (power - 1) / 3;
    }

    /** Q: the least power above two thirds. */
    public static long quorum(long power) {
        return power - faulty(power);
    }

    /** As the chain names it. */
    public ValidatorInfo info() {
        try {
            return new ValidatorInfo(address, BlsPublicKey.parse(blsKey), power, leads);
        } catch (MalformedException e) {
            throw new IllegalStateException("the key of member " + address + " was checked before", e);
        }
    }

    static void write(RlpWriter list, List<Member> set) {
        for (Member member : set) {
            list.list(item -> item.address(member.address)
                    .bytes(member.blsKey)
                    .number(member.power)
                    .number(member.leads ? 1 : 0));
        }
    }

    static List<Member> read(RlpReader list) throws MalformedException {
        List<Member> set = new ArrayList<>();
        while (list.hasNext()) {
            RlpReader item = list.list();
            Address address = item.address();
            Bytes key = item.bytes(BlsPublicKey.SIZE);
            long power = item.number();
            boolean leads = item.number() == 1;
            item.end();
            if (power < 1 || set.size() == ValidatorInfo.MAX_SET_SIZE) {
                throw new MalformedException("member " + set.size() + " with power " + power);
            }
            set.add(new Member(address, key, power, leads));
        }
        return List.copyOf(set);
    }
}
