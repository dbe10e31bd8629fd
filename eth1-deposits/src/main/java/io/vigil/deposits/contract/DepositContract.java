package io.vigil.deposits.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.deposits.DepositData;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The deposit contract that this project compiles from {@code src/main/contract} (interface, event, tree and storage layout
 * of Ethereum's), for testnets and operators who need one on their eth1 chain. What is deposited stays there.
 *
 * @param creationCode what a deploying transaction carries
 * @param codeHash keccak256 of the code that it leaves, the same at every address
 * @param abi JSON
 */
public record DepositContract(Bytes creationCode, Hash codeHash, String abi) {
    /** keccak256 of the code of Ethereum's contract, whose storage has the same layout (D29). */
    public static final Hash OFFICIAL_CODE_HASH =
            Hash.fromHex("0x6c029a231254fadb724d63be769f75eedd66362df034a3e663252b49d062a666");

    private static final Bytes DEPOSIT = Bytes.fromHex("0x22895118");
    private static final String RESOURCE = "DepositContract.json";

    public static DepositContract ours() {
        try (InputStream in = DepositContract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from the program");
            }
            JsonNode artifact = new ObjectMapper().readTree(in);
            Bytes runtime = Bytes.fromHex(artifact.get("runtimeCode").textValue());
            return new DepositContract(
                    Bytes.fromHex(artifact.get("creationCode").textValue()),
                    Keccak.hash(runtime),
                    artifact.get("abi").toString());
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }

    /** Whether the first 33 slots of a contract with this code are the tree (D29). */
    public static boolean hasTreeInSlots(Hash codeHash) {
        return codeHash.equals(OFFICIAL_CODE_HASH) || codeHash.equals(ours().codeHash());
    }

    /** Input of a call of {@code deposit}; the amount goes along as value. */
    public static Bytes call(DepositData deposit) {
        return Bytes.concat(
                DEPOSIT,
                word(128),
                word(224),
                word(288),
                deposit.root().bytes(),
                word(48),
                deposit.publicKey(),
                Bytes.wrap(new byte[16]),
                word(32),
                deposit.credentials().bytes(),
                word(96),
                deposit.signature());
    }

    private static Bytes word(long value) {
        return UInt256.of(value).toBytes32();
    }
}
