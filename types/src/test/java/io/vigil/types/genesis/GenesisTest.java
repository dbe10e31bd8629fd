package io.vigil.types.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.HeaderForm;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.state.AccountChange;
import io.vigil.types.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisTest {
    private static final Genesis GENESIS = genesis();
    private static final String JSON = text(GENESIS);

    @Test
    void readsBackWhatItWrote() throws MalformedException {
        Genesis read = Genesis.parse(GENESIS.toJson());

        assertThat(read).isEqualTo(GENESIS);
        assertThat(read.toJson()).isEqualTo(GENESIS.toJson());
    }

    @Test
    void theFirstHeaderIsAsTheDesignHasIt() throws MalformedException {
        Hash stateRoot = Keccak.hash(Bytes.of(1));

        Header header = GENESIS.header(stateRoot);

        assertThat(header.form()).isEqualTo(HeaderForm.PRAGUE);
        assertThat(header.number()).isZero();
        assertThat(header.stateRoot()).isEqualTo(stateRoot);
        assertThat(header.parentHash()).isEqualTo(Hash.ZERO);
        assertThat(header.gasLimit()).isEqualTo(60_000_000);
        assertThat(header.parentBeaconBlockRoot()).isEqualTo(ValidatorInfo.setRoot(GENESIS.validatorSet()));
        assertThat(header.requestsHash()).isEqualTo(SystemInput.EMPTY_REQUESTS_HASH);
        assertThat(ExtraData.decode(header.extraData())).isEqualTo(new ExtraData(1, 0, 0, 0, 3_600));
    }

    @Test
    void anotherParameterGivesAnotherParametersHash() throws MalformedException {
        Genesis other =
                Genesis.parse(bytes(JSON.replace("\"baseFeeDenominator\" : 250", "\"baseFeeDenominator\" : 8")));

        assertThat(other.parametersHash()).isNotEqualTo(GENESIS.parametersHash());
    }

    @Test
    void whatAFileLeavesOutHasItsDefault() throws MalformedException {
        String validator = JSON.substring(JSON.indexOf("\"validators\""), JSON.indexOf("\"alloc\""));
        String json = "{\"config\":{\"chainId\":5,\"ethash\":{}},\"mixHash\":\"" + Hash.ZERO
                + "\",\"alloc\":{},\"vigil\":{" + validator + "\"parameters\":{}}";

        Genesis read = Genesis.parse(bytes(json.replaceFirst("\\},\\s*\"parameters\":\\{\\}", ",\"parameters\":{}}")));

        assertThat(read.parameters()).isEqualTo(GenesisParameters.DEFAULT);
        assertThat(read.gasLimit()).isEqualTo(Genesis.DEFAULT_GAS_LIMIT);
        assertThat(read.baseFeePerGas()).isEqualTo(Genesis.DEFAULT_BASE_FEE);
        assertThat(read.accounts()).isEmpty();
    }

    @Test
    void theAllocationHoldsAccountsSlotsAndCode() {
        Bytes code = Bytes.of(0x60, 0x00);

        assertThat(GENESIS.allocation().code()).isEqualTo(Map.of(Keccak.hash(code), code));
        assertThat(GENESIS.allocation().accounts()).hasSize(2);
        assertThat(GENESIS.allocation().accounts().get(Address.ofInt(0x99)))
                .isInstanceOfSatisfying(AccountChange.Updated.class, change -> {
                    assertThat(change.account().nonce()).isEqualTo(1);
                    assertThat(change.account().codeHash()).isEqualTo(Keccak.hash(code));
                    assertThat(change.slots()).isEqualTo(Map.of(UInt256.ONE, UInt256.MAX));
                });
    }

    @Test
    void readsNumbersInEveryFormThatGethTakes() throws MalformedException {
        for (String form : List.of("\"0x3938700\"", "\"60000000\"", "60000000", "\"0x03938700\"")) {
            assertThat(Genesis.parse(bytes(JSON.replace("\"gasLimit\" : \"0x3938700\"", "\"gasLimit\" : " + form))))
                    .isEqualTo(GENESIS);
        }
        assertThat(Genesis.parse(bytes(JSON.replace("0x" + "0".repeat(63) + "1\"", "1\""))))
                .isEqualTo(GENESIS);
    }

    /** {@code from} occurs in the written file; {@code message} is how the complaint begins. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "alloc" :                 | "aloc" :                       | aloc: unknown key; did you mean 'alloc'?
        "vigil" :                 | "other" :                      | other: unknown key; known are config
        "delta" :                 | "Delta" :                      | vigil.parameters.Delta: unknown key; did you mean 'delta'?
        "targetBlockTime" : "200ms" | "targetBlockTime" : 200      | vigil.parameters.targetBlockTime: a time such as "200ms" or "2s" wanted, not 200
        "targetBlockTime" : "200ms" | "targetBlockTime" : "11s"    | vigil.parameters.targetBlockTime: 11s is not from 0ms to 10000ms
        "targetBlockTime" : "200ms" | "targetBlockTime" : "3s"     | vigil.parameters.targetBlockTime: 3s is above emptyBlockInterval 2s
        "build" : "100ms"         | "build" : "300ms"              | vigil.parameters.build: 300ms is above exec 200ms
        "epochLength" : 3600   | "epochLength" : 19             | vigil.parameters.epochLength: 19 is not from 20 to 1000000
        "epochLength" : 3600   | "epochLength" : -1             | vigil.parameters.epochLength: a number from 0 to 2^256-1 wanted, not -1
        "epochLength" : 3600   | "epochLength" : 1000000        | vigil.parameters.epochLength: an idle epoch
        "baseFeeDenominator" : 250 | "baseFeeDenominator" : 7      | vigil.parameters.baseFeeDenominator: 7 is not from 8 to 5000
        "minBaseFee" : 7          | "minBaseFee" : 1000000000001   | vigil.parameters.minBaseFee: 1000000000001 is not from
        "minBaseFee" : 7          | "minBaseFee" : 1000000001      | baseFeePerGas: 1000000000 is below minBaseFee 1000000001
        "governance" : "static"   | "governance" : "statik"        | vigil.parameters.governance: "static" or "authority" or "stake" wanted, not "statik"
        "chainId" : 1337          | "chainId" : 0                  | config.chainId: 0 is not from 1
        "chainId" : 1337          | "chain" : 1337                 | config.chainId: missing
        "osakaTime" : 0           | "osakaTime" : 5                | config.osakaTime: must be 0 or absent: every upgrade holds
        "gasLimit" : "0x3938700"  | "gasLimit" : "0x1"             | gasLimit: 1 is not from 8000000 to 500000000
        "nonce" : "0x0"           | "nonce" : "0x1"                | nonce: must be 0 or absent
        "difficulty" : "0x0"      | "difficulty" : []              | difficulty: a number from 0 to 2^256-1 wanted, not []
        "extraData" : "0x         | "extraData" : "0x00            | extraData: must be empty or 0xc7
        "mixHash" : "0x           | "mixHash" : "0x00              | mixHash: 32 bytes wanted, not 33
        "coinbase" : "0x00        | "coinbase" : "0x01             | coinbase: must be zero or absent
        "power" : 3               | "power" : 0                    | vigil.validators[2].power: 0 is not from 1
        "port" : 30303            | "port" : 65536                 | vigil.validators[1].port: 65536 is not from 1 to 65535
        "host" : "10.0.0.1",      | ``                             | vigil.validators[1].port: given without a host
        "version" : 1             | "version" : 0                  | vigil.version: 0 is not from 1
        "timestamp" : "0x5"       | "timestamp" : "0xffffffffffffffff" | timestamp: a number from 0 to 2^63-1 wanted
        "balance" : "0x64"        | "balance" : "0x8000000000000000000000000000000000000000000000000000000000000000" | alloc: all balances together are 5789
        "balance" : "0x64"        | "balance" : "money"            | alloc.0x0000000000000000000000000000000000000098.balance: a number
        0x0000000000000000000000000000000000000098 | 0x98          | alloc.0x98: an address has 20 bytes, not 1
        0x0000000000000000000000000000000000000098 | 0000000000000000000000000000000000000099 | alloc.0x0000000000000000000000000000000000000099: given twice
        """)
    void everyComplaintNamesItsField(String from, String to, String message) {
        assertThat(JSON).contains(from);

        assertThatThrownBy(() -> Genesis.parse(bytes(JSON.replace(from, to))))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void keysAndProofsThatDoNotHoldAreNamed() {
        String key = GENESIS.validators().get(2).blsKey().toString();
        String other = GENESIS.validators().get(1).blsKey().toString();
        String proof = GENESIS.validators().get(2).possession().toString();

        complains(JSON.replace(key, "0xc0" + "00".repeat(47)), "vigil.validators[2].blsKey: BLS public key 0xc0");
        complains(JSON.replace(key, key.substring(0, 20)), "vigil.validators[2].blsKey: a BLS public key has 48 bytes");
        complains(JSON.replace(key, other), "vigil.validators[2].possession: does not prove possession of blsKey");
        complains(JSON.replace(proof, "zz"), "vigil.validators[2].possession: bytes in hex wanted, not \"zz\"");
        complains(
                JSON.replace(key, other)
                        .replace(proof, GENESIS.validators().get(1).possession().toString()),
                "vigil.validators[2].blsKey: " + other + " is another validator's");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsPlace() {
        complains(JSON.substring(0, JSON.length() / 2), "genesis.json: line ");
        complains(JSON + "{}", "genesis.json: line ");
        complains("", "genesis.json: an object wanted");
        complains("[]", "genesis.json: an object wanted, not []");
        complains(
                JSON.replace("\"nonce\" : \"0x0\",", "\"nonce\" : \"0x0\",\"nonce\" : \"0x0\","),
                "genesis.json: line ");
        assertThatThrownBy(() -> Genesis.parse(Bytes.wrap(new byte[Genesis.MAX_FILE_BYTES + 1])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 16777216 are read");
    }

    @Test
    void noDamageToAFileBreaksMoreThanItsReading() {
        Seeds.forEach(300, random -> {
            Bytes damaged = random.damage(GENESIS.toJson());
            try {
                Genesis read = Genesis.parse(damaged);
                assertThat(Genesis.parse(read.toJson())).isEqualTo(read);
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        });
    }

    private static void complains(String json, String message) {
        assertThatThrownBy(() -> Genesis.parse(bytes(json)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }

    static Genesis genesis() {
        List<GenesisValidator> validators =
                IntStream.range(0, 4).mapToObj(GenesisTest::validator).toList();
        List<GenesisAccount> accounts = List.of(
                new GenesisAccount(
                        Address.ofInt(0x99),
                        UInt256.ZERO,
                        1,
                        Bytes.of(0x60, 0x00),
                        new TreeMap<>(Map.of(UInt256.ONE, UInt256.MAX, UInt256.MAX, UInt256.ZERO))),
                GenesisAccount.funded(Address.ofInt(0x98), UInt256.of(100)));
        return new Genesis(
                1337,
                5,
                Keccak.hash(Bytes.of(7)),
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                GenesisParameters.DEFAULT,
                validators,
                accounts);
    }

    private static GenesisValidator validator(int index) {
        BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(index)).bytes());
        return new GenesisValidator(
                Address.ofInt(100 + index),
                key.publicKey(),
                Keccak.hash(Bytes.of(index, index)).bytes(),
                key.proofOfPossession(),
                index + 1,
                index == 0 ? "ops@example.org" : "",
                index == 1 ? "10.0.0.1" : "",
                index == 1 ? 30303 : 0);
    }

    private static String text(Genesis genesis) {
        return new String(genesis.toJson().toArray(), StandardCharsets.UTF_8);
    }

    private static Bytes bytes(String json) {
        return Bytes.wrap(json.getBytes(StandardCharsets.UTF_8));
    }
}
