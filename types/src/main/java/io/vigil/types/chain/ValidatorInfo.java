package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.crypto.BlsPublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A member of the set that certifies blocks, as the chain names it. A set is a list of these in its own order, and its
 * root, in {@code parentBeaconBlockRoot}, is keccak256(RLP[[address, blsKey, power, leads], …]).
 *
 * @param address where its fees go
 * @param power at least 1
 * @param leads whether it takes its turn as leader
 */
public record ValidatorInfo(Address address, BlsPublicKey blsKey, long power, boolean leads) {
    /** Most members of a set: the upper bound of the parameter maxSet. */
    public static final int MAX_SET_SIZE = 200;

    public ValidatorInfo {
        if (power < 1) {
            throw new IllegalArgumentException("power is at least 1, not " + power);
        }
    }

    public static Bytes encodeSet(List<ValidatorInfo> validators) {
        return RlpWriter.listOf(list -> validators.forEach(validator -> validator.write(list)));
    }

    /** @throws MalformedException also if there are more than {@link #MAX_SET_SIZE} */
    public static List<ValidatorInfo> decodeSet(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        List<ValidatorInfo> validators = new ArrayList<>();
        while (list.hasNext()) {
            if (validators.size() == MAX_SET_SIZE) {
                throw new MalformedException("set of validators: more than " + MAX_SET_SIZE);
            }
            validators.add(read(list));
        }
        return List.copyOf(validators);
    }

    public static Hash setRoot(List<ValidatorInfo> validators) {
        return Keccak.hash(encodeSet(validators));
    }

    private void write(RlpWriter writer) {
        writer.list(item ->
                item.address(address).bytes(blsKey.bytes()).number(power).number(leads ? 1 : 0));
    }

    private static ValidatorInfo read(RlpReader reader) throws MalformedException {
        RlpReader item = reader.list();
        Address address = item.address();
        BlsPublicKey key = BlsPublicKey.parse(item.bytes(BlsPublicKey.SIZE));
        long power = item.number();
        long leads = item.number();
        item.end();
        if (power < 1 || leads > 1) {
            throw new MalformedException("validator " + address + ": power " + power + ", leads " + leads);
        }
        return new ValidatorInfo(address, key, power, leads == 1);
    }
}
