package io.vigil.vm.fuzz;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.chain.Log;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that a transaction can change. To undo a call, the copy from before it is taken. */
final class PlainWorld {
    final TreeMap<Address, PlainAccount> accounts = new TreeMap<>();
    final Set<Address> warm = new TreeSet<>();
    final Set<String> warmSlots = new TreeSet<>();
    final TreeMap<String, BigInteger> transients = new TreeMap<>();
    final Set<Address> created = new TreeSet<>();
    final Set<Address> destroyed = new TreeSet<>();
    final Set<Address> touched = new TreeSet<>();
    final List<Log> logs = new ArrayList<>();
    long refund;

    static final class PlainAccount {
        long nonce;
        BigInteger balance = BigInteger.ZERO;
        Bytes code = Bytes.EMPTY;
        final TreeMap<BigInteger, BigInteger> slots = new TreeMap<>();

        PlainAccount copy() {
            PlainAccount copy = new PlainAccount();
            copy.nonce = nonce;
            copy.balance = balance;
            copy.code = code;
            copy.slots.putAll(slots);
            return copy;
        }

        boolean isEmpty() {
            return nonce == 0 && balance.signum() == 0 && code.isEmpty();
        }
    }

    PlainAccount account(Address address) {
        return accounts.computeIfAbsent(address, any -> new PlainAccount());
    }

    boolean isDead(Address address) {
        return !accounts.containsKey(address) || account(address).isEmpty();
    }

    /** EIP-2929. @return what the access costs */
    long access(Address address) {
        return warm.add(address) ? 2_600 : 100;
    }

    boolean warmSlot(Address address, BigInteger key) {
        return warmSlots.add(address + "/" + key.toString(16));
    }

    void move(Address from, Address to, BigInteger value) {
        account(from).balance = account(from).balance.subtract(value);
        account(to).balance = account(to).balance.add(value);
        touched.add(to);
    }

    PlainWorld copy() {
        PlainWorld copy = new PlainWorld();
        copy.take(this);
        return copy;
    }

    /** Becomes as {@code other} is. */
    void take(PlainWorld other) {
        accounts.clear();
        other.accounts.forEach((address, account) -> accounts.put(address, account.copy()));
        replace(warm, other.warm);
        replace(warmSlots, other.warmSlots);
        replace(created, other.created);
        replace(destroyed, other.destroyed);
        replace(touched, other.touched);
        transients.clear();
        transients.putAll(other.transients);
        logs.clear();
        logs.addAll(other.logs);
        refund = other.refund;
    }

    private static <T> void replace(Set<T> set, Set<T> with) {
        set.clear();
        set.addAll(with);
    }
}
