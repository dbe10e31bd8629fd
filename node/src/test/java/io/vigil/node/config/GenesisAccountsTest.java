package io.vigil.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.genesis.GenesisAccount;
import io.vigil.types.testing.Vectors;
import org.junit.jupiter.api.Test;

class GenesisAccountsTest {
    @Test
    void holdsTheFourContractsOnce() {
        assertThat(GenesisAccounts.contracts())
                .extracting(GenesisAccount::address)
                .containsExactly(
                        GenesisAccounts.HISTORY_STORAGE,
                        GenesisAccounts.BEACON_ROOTS,
                        GenesisAccounts.CREATE2_DEPLOYER,
                        GenesisAccounts.MULTICALL3);
        assertThat(GenesisAccounts.contracts())
                .allSatisfy(account -> assertThat(account.nonce()).isEqualTo(1));
    }

    /** The code hashes that explorers and other chains' checks give for the deployed contracts. */
    @Test
    void theCodeIsThatOfEthereum() {
        assertThat(Keccak.hash(code(GenesisAccounts.MULTICALL3)).toString())
                .isEqualTo("0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891");
        assertThat(Keccak.hash(code(GenesisAccounts.CREATE2_DEPLOYER)).toString())
                .isEqualTo("0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989");
    }

    @Test
    void theSystemContractsAreThoseOfThePublicTestChain() {
        JsonNode alloc = Vectors.json(Vectors.at("rpc/tests/genesis.json")).path("alloc");

        for (Address address : new Address[] {GenesisAccounts.HISTORY_STORAGE, GenesisAccounts.BEACON_ROOTS}) {
            String name = address.toHex().substring(2);
            assertThat(code(address).toHex())
                    .isEqualTo(alloc.path(name).path("code").asText());
        }
    }

    private static Bytes code(Address address) {
        return GenesisAccounts.contracts().stream()
                .filter(account -> account.address().equals(address))
                .findFirst()
                .orElseThrow()
                .code();
    }
}
