package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {
    @Test
    void requestsHashOfNothingIsSha256OfNothing() {
        assertThat(SystemInput.EMPTY_REQUESTS_HASH.toHex())
                .isEqualTo("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void emptyRootsAreEthereums() {
        assertThat(Header.EMPTY_LIST_HASH.toHex())
                .isEqualTo("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
        assertThat(Header.EMPTY_TRIE_ROOT.toHex())
                .isEqualTo("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    }

    @Test
    void aHeaderHasTheFieldsOfItsFormAlone() {
        Header london = Header.builder().form(HeaderForm.LONDON).number(5).build();

        assertThat(london.baseFeePerGas().isZero()).isTrue();
        assertThatThrownBy(london::withdrawalsRoot)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("header 5 of form LONDON lacks a field of SHANGHAI");
        assertThatThrownBy(() -> Header.builder().timestamp(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timestampsThatVigilCannotHaveAreReadFromEthereumAlone() throws MalformedException {
        Bytes last = Header.builder().timestamp(Long.MAX_VALUE).build().encode();
        Bytes beyond = Bytes.fromHex(last.toHex().replace("7fffffffffffffff", "8000000000000000"));

        assertThat(Header.decode(last).timestamp()).isEqualTo(Long.MAX_VALUE);
        assertThat(Header.decodeEthereum(beyond).timestamp()).isEqualTo(Long.MIN_VALUE);
        assertThat(Header.decodeEthereum(beyond).toBuilder().build().encode()).isEqualTo(beyond);
        assertThatThrownBy(() -> Header.decode(beyond))
                .isInstanceOf(MalformedException.class)
                .hasMessage("header: timestamp above 2^63-1");
    }

    @Test
    void aBuilderUsedAgainDoesNotChangeWhatItBuilt() {
        HeaderBuilder builder = Header.builder().number(1);
        Header first = builder.build();

        builder.number(2);

        assertThat(first.number()).isEqualTo(1);
        assertThat(first.toBuilder().number(2).build()).isEqualTo(builder.build());
    }

    @Test
    void aHeaderAloneTellsTheLastBlockOfAnEpoch() {
        assertThat(new ExtraData(1, 0, 0, 0, 3_600).isLastOfEpoch(3_600)).isTrue();
        assertThat(new ExtraData(1, 0, 0, 0, 3_600).isLastOfEpoch(3_599)).isFalse();
        assertThat(new ExtraData(1, 0, 0, 0, 0).isLastOfEpoch(0)).isFalse();
    }

    @Test
    void systemInputsAscend() throws MalformedException {
        SystemInput reveal = new SystemInput(SystemInput.RANDAO_REVEAL, Bytes.of(1));
        SystemInput vote = new SystemInput(SystemInput.ETH1_VOTE, Bytes.of(2));
        Header header = Header.builder().build();
        Block block = Block.of(header, List.of(), List.of(reveal, vote));

        assertThat(Block.decode(block.encode())).isEqualTo(block);
        assertThatThrownBy(() -> Block.of(header, List.of(), List.of(vote, reveal)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Block.of(header, List.of(), List.of(vote, vote)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SystemInput(1, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThat(SystemInput.requestsHash(List.of(reveal))).isNotEqualTo(SystemInput.requestsHash(List.of(vote)));
    }

    @Test
    void aBloomHoldsWhatWentIn() {
        Address address = Address.ofInt(7);
        Hash topic = Keccak.hash(Bytes.of(1));
        Bloom bloom = Bloom.of(List.of(new Log(address, List.of(topic), Bytes.EMPTY)));

        assertThat(bloom.mayContain(address.bytes())).isTrue();
        assertThat(bloom.mayContain(topic.bytes())).isTrue();
        assertThat(bloom.mayContain(Address.ofInt(8).bytes())).isFalse();
        assertThat(Bloom.EMPTY.or(bloom)).isEqualTo(bloom);
        assertThat(Bloom.EMPTY.mayContain(address.bytes())).isFalse();
    }

    @Test
    void sizesAreBoundedBeforeAnythingIsRead() {
        assertThatThrownBy(() -> Block.decode(Bytes.wrap(new byte[Block.MAX_SIZE_BYTES + 1])))
                .isInstanceOf(MalformedException.class)
                .hasMessage("block: 2097153 bytes, at most 2097152");
        ValidatorInfo validator = new ValidatorInfo(
                Address.ZERO, BlsSecretKey.generate(Hash.ZERO.bytes()).publicKey(), 1, true);
        Bytes full = ValidatorInfo.encodeSet(Collections.nCopies(ValidatorInfo.MAX_SET_SIZE, validator));
        Bytes overfull = ValidatorInfo.encodeSet(Collections.nCopies(ValidatorInfo.MAX_SET_SIZE + 1, validator));
        assertThatCode(() -> ValidatorInfo.decodeSet(full)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ValidatorInfo.decodeSet(overfull))
                .isInstanceOf(MalformedException.class)
                .hasMessage("set of validators: more than 200");
    }

    /** The examples of EIP-1014. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000, 00, 00, 0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38",
        "deadbeef00000000000000000000000000000000, 00, 00, 0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3",
        "00000000000000000000000000000000deadbeef, cafebabe, deadbeef, 0x60f3f640a8508fC6a86d45DF051962668E1e8AC7",
        "0000000000000000000000000000000000000000, 00, '', 0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"
    })
    void create2AddressesAreThoseOfEip1014(String creator, String salt, String initCode, String expected) {
        Bytes padded = Bytes.fromHex("00".repeat(32 - salt.length() / 2) + salt);

        Address created = ContractAddress.create2(
                Address.fromHex(creator), new Hash(padded), Keccak.hash(Bytes.fromHex(initCode)));

        assertThat(created.toChecksumHex()).isEqualTo(expected);
    }

    /** The examples of EIP-55. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x27b1fdb04752bbc536007a920d24acb045561c26",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void checksumsAreThoseOfEip55(String text) throws MalformedException {
        assertThat(Address.parseHex(text).toChecksumHex()).isEqualTo(text);
    }
}
