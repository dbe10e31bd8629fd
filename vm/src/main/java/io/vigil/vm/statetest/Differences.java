package io.vigil.vm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import io.vigil.types.state.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Says where a state differs from the one that a case gives in full. */
final class Differences {
    private static final int SHOWN = 12;

    private Differences() {}

    static String of(JsonNode expected, MemoryState got) {
        if (!Json.has(expected, "state")) {
            return "";
        }
        try {
            MemoryState wanted = StateTests.state(expected.get("state"));
            List<String> found = between(wanted, got);
            return ": " + String.join("; ", found.subList(0, Math.min(SHOWN, found.size())));
        } catch (MalformedException e) {
            return ": expected state does not read: " + e.getMessage();
        }
    }

    static List<String> between(MemoryState wanted, MemoryState got) {
        List<String> found = new ArrayList<>();
        TreeSet<Address> all = new TreeSet<>(wanted.accounts().keySet());
        all.addAll(got.accounts().keySet());
        for (Address address : all) {
            Account a = wanted.account(address).orElse(null);
            Account b = got.account(address).orElse(null);
            if (a == null || b == null) {
                found.add(address + (a == null ? " should not be" : " is missing"));
                continue;
            }
            if (a.nonce() != b.nonce()) {
                found.add(address + " nonce " + b.nonce() + ", expected " + a.nonce());
            }
            if (!a.balance().equals(b.balance())) {
                found.add(address + " balance " + b.balance() + ", expected " + a.balance());
            }
            if (!a.codeHash().equals(b.codeHash())) {
                found.add(address + " code " + b.codeHash() + ", expected " + a.codeHash());
            }
            if (!wanted.slots(address).equals(got.slots(address))) {
                found.add(address + " slots " + got.slots(address) + ", expected " + wanted.slots(address));
            }
        }
        return found;
    }
}
