package io.vigil.node.keys;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.Secp256k1;
import java.util.List;

/**
 * The ten accounts that every tool for Ethereum development knows: those of the mnemonic below at m/44'/60'/0'/0/0 to 9
 * (BIP-39, BIP-32, BIP-44). Their keys are public, so money on them belongs to everybody.
 */
public final class DevelopmentAccounts {
    public static final String MNEMONIC = "test test test test test test test test test test test junk";

    private static final List<Bytes> SECRET_KEYS = List.of(
            Bytes.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
            Bytes.fromHex("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
            Bytes.fromHex("0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
            Bytes.fromHex("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
            Bytes.fromHex("0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
            Bytes.fromHex("0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
            Bytes.fromHex("0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
            Bytes.fromHex("0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
            Bytes.fromHex("0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
            Bytes.fromHex("0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"));

    private DevelopmentAccounts() {}

    /** Ten keys of 32 bytes, in the order of derivation. */
    public static List<Bytes> secretKeys() {
        return SECRET_KEYS;
    }

    /** Their addresses, in the same order. */
    public static List<Address> addresses() {
        return SECRET_KEYS.stream().map(Secp256k1::address).toList();
    }
}
