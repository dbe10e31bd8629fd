package io.vigil.node.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GenesisAccount;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contracts that tools expect at fixed addresses, with the runtime code they have on Ethereum: history storage
 * (EIP-2935), beacon roots (EIP-4788), the CREATE2 deployer, and Multicall3. A new genesis.json lists them; the system
 * contracts of 0x…1000 and up are no accounts of the file, the node adds them to every chain.
 */
public final class GenesisAccounts {
    public static final Address HISTORY_STORAGE = Address.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");
    public static final Address BEACON_ROOTS = Address.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
    public static final Address CREATE2_DEPLOYER = Address.fromHex("0x4e59b44847b379578588920ca78fbf26c0b4956c");
    public static final Address MULTICALL3 = Address.fromHex("0xca11bde05977b3631167028862be2a173976ca11");

    private static final String RESOURCE = "genesis-accounts.json";

    private GenesisAccounts() {}

    /** The accounts in the order of their addresses, without balance. */
    public static List<GenesisAccount> contracts() {
        JsonNode root = read();
        Map<Address, GenesisAccount> accounts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            Address address = Address.fromHex(entry.getKey());
            Bytes code = Bytes.fromHex(entry.getValue().path("code").asText());
            accounts.put(address, new GenesisAccount(address, UInt256.ZERO, 1, code, new TreeMap<>()));
        }
        return List.copyOf(new ArrayList<>(accounts.values()));
    }

    private static JsonNode read() {
        try (InputStream in = GenesisAccounts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " in the jar does not parse", e);
        }
    }
}
