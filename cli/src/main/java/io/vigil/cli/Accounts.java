package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the development accounts are shown. */
final class Accounts {
    private Accounts() {}

    static void print(Shell shell) {
        shell.say("");
        shell.say("Accounts, 10,000 ether each; everybody knows their keys (mnemonic \"" + DevelopmentAccounts.MNEMONIC
                + "\"):");
        List<Address> addresses = DevelopmentAccounts.addresses();
        List<Bytes> keys = DevelopmentAccounts.secretKeys();
        for (int i = 0; i < addresses.size(); i++) {
            shell.say("  " + checksummed(addresses.get(i)) + "  " + keys.get(i).toHex());
        }
        shell.say("");
    }

    static void addTo(ObjectNode result) {
        result.put("mnemonic", DevelopmentAccounts.MNEMONIC);
        ArrayNode accounts = result.putArray("accounts");
        DevelopmentAccounts.addresses().forEach(address -> accounts.add(checksummed(address)));
    }

    /** EIP-55: a letter is upper case where the hash of the lower-case text has a digit above 7. */
    static String checksummed(Address address) {
        String digits = address.toHex().substring(2);
        String hash = Keccak.hash(Bytes.wrap(digits.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .toHex()
                .substring(2);
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            boolean upper = Character.digit(hash.charAt(i), 16) > 7;
            text.append(upper ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }
}
