package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.epoch.Offences.Offence;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GovernanceModule;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RegisterTest {
    private static final UInt256 TOKEN = UInt256.of(1_000_000_000_000_000_000L);
    private static final UInt256 STAKE = TOKEN.multiply(32);

    private final GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, UnaryOperator.identity());
    private final Calls calls = new Calls(chain);

    private Answer register(Address from, UInt256 value, BlsSecretKey key, BlsSecretKey prover, int node) {
        Address validator = ValidatorRecord.addressOf(key.publicKey().bytes());
        return calls.call(
                Governance.VALIDATORS,
                from,
                value,
                SignedCall.input(
                        "register(bytes,bytes,bytes32,address,address,string)",
                        new AbiWriter()
                                .bytes(key.publicKey().bytes())
                                .bytes(Possession.prove(GovernedChain.CHAIN, validator, prover)
                                        .bytes())
                                .hash(Keccak.hash(Bytes.of(node, 9)))
                                .address(Address.ZERO)
                                .address(Address.ZERO)
                                .text("ops@example.org")));
    }

    private Answer as(Address from, String signature, AbiWriter arguments) {
        return calls.call(Governance.VALIDATORS, from, UInt256.ZERO, SignedCall.input(signature, arguments));
    }

    @Test
    void aNewValidatorJoinsLeavesAndGetsItsStakeBack() {
        BlsSecretKey key = GovernedChain.key(4);
        Bytes output = Calls.ok(register(Calls.ALICE, STAKE, key, key, 4));
        Address validator = ValidatorRecord.addressOf(key.publicKey().bytes());
        assertThat(new Address(output.slice(12, 20))).isEqualTo(validator);
        assertThat(chain.record(validator).incoming()).isEqualTo(STAKE);
        chain.keys.put(validator, key);
        chain.toNextEpoch();
        chain.toNextEpoch();
        assertThat(chain.members()).contains(validator);

        Calls.ok(as(Calls.ALICE, "exit(address)", new AbiWriter().address(validator)));
        chain.toNextEpoch();
        assertThat(chain.members()).doesNotContain(validator);
        assertThat(Calls.why(as(Calls.ALICE, "withdraw(address)", new AbiWriter().address(validator))))
                .startsWith("NOT_DUE");
        assertThat(chain.record(validator).unbonding()).hasSize(1);
    }

    @Test
    void oneRefusalPerRule() {
        BlsSecretKey key = GovernedChain.key(4);
        BlsSecretKey other = GovernedChain.key(5);
        assertThat(Calls.why(register(Calls.ALICE, TOKEN, key, key, 4))).startsWith("STAKE");
        assertThat(Calls.why(register(Calls.ALICE, STAKE, key, other, 4))).startsWith("POSSESSION");
        assertThat(Calls.why(register(Calls.ALICE, STAKE, GovernedChain.key(0), GovernedChain.key(0), 4)))
                .startsWith("KEY_USED");
        Calls.ok(register(Calls.ALICE, STAKE, key, key, 4));
        assertThat(Calls.why(register(Calls.ALICE, STAKE, other, other, 5))).startsWith("OPERATOR_USED");
        assertThat(Calls.why(register(Address.ofInt(7), STAKE, other, other, 4)))
                .startsWith("NODE_USED");
        assertThat(Calls.why(as(
                        Address.ofInt(7),
                        "exit(address)",
                        new AbiWriter()
                                .address(ValidatorRecord.addressOf(
                                        key.publicKey().bytes())))))
                .startsWith("NOT_AUTHORIZED");
        assertThat(Calls.why(as(Address.ofInt(7), "exit(uint256)", new AbiWriter())))
                .startsWith("NO_SUCH_METHOD");
        assertThat(Calls.why(as(Address.ofInt(7), "exit(address)", new AbiWriter())))
                .startsWith("ARGUMENTS");
    }

    @Test
    void aSignedCallCountsOnceAndForItsValidatorAlone() {
        Address member = chain.members().getFirst();
        Address another = chain.members().get(1);
        Bytes exit = SignedCall.input("exit(address)", new AbiWriter().address(member));
        Bytes once = SignedCall.wrap(GovernedChain.CHAIN, chain.keyOf(member), Governance.VALIDATORS, member, 0, exit);
        assertThat(Calls.why(calls.signed(Governance.VALIDATORS, another, exit)))
                .startsWith("NOT_AUTHORIZED");
        Calls.ok(calls.call(Governance.VALIDATORS, Calls.ALICE, UInt256.ZERO, once));
        assertThat(chain.record(member).standing()).isEqualTo(Standing.EXITING);
        assertThat(Calls.why(calls.call(Governance.VALIDATORS, Calls.ALICE, UInt256.ZERO, once)))
                .startsWith("NONCE");
        Calls.ok(calls.signed(
                Governance.VALIDATORS,
                member,
                SignedCall.input("cancelExit(address)", new AbiWriter().address(member))));
        assertThat(chain.record(member).standing()).isEqualTo(Standing.ACTIVE);
    }

    @Test
    void evidenceTombstonesOnceAndItsPenaltyIsBurned() {
        Address offender = chain.members().getFirst();
        ValidatorRecord before = chain.record(offender);
        Offence offence = new Offence(0, offender, before.blsKey(), 1);
        chain.toNextEpoch();
        assertThat(Offences.punish(offence, chain.epoch(), 30, chain.state)).isEmpty();
        assertThat(Offences.punish(offence, chain.epoch(), 31, chain.state)).isEmpty();
        ValidatorRecord after = chain.record(offender);
        assertThat(after.standing()).isEqualTo(Standing.TOMBSTONED);
        assertThat(after.stake()).isEqualTo(before.stake().multiply(95).divide(UInt256.of(100)));
        assertThat(chain.registry().penalty(offender)).isEqualTo(before.stake().subtract(after.stake()));
        assertThat(chain.registry().isBurned(before.blsKey())).isTrue();
        assertThat(Offences.punish(new Offence(0, offender, before.blsKey(), 2), chain.epoch(), 32, chain.state))
                .isPresent();
        assertThat(Offences.punish(new Offence(2, offender, before.blsKey(), 1), chain.epoch(), 32, chain.state))
                .isPresent();
        chain.silent.add(offender);
        chain.toNextEpoch();
        assertThat(chain.members()).as("four are the least, so the set stays").hasSize(4);
    }

    @Test
    void depositsOfTheOtherChainTopUpOrRegisterAndNeverFail() {
        Bytes credentials = Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[11]), Calls.ALICE.bytes());
        Bytes key = GovernedChain.key(8).publicKey().bytes();
        assertThat(new DepositCredit(key, credentials, TOKEN, false).apply(chain.state))
                .isEqualTo(DepositCredit.Outcome.NOT_PROVEN);
        assertThat(new DepositCredit(key, Hash.ZERO.bytes(), TOKEN, true).apply(chain.state))
                .isEqualTo(DepositCredit.Outcome.CREDENTIALS);
        assertThat(new DepositCredit(key, credentials, TOKEN, true).apply(chain.state))
                .isEqualTo(DepositCredit.Outcome.NEW);
        assertThat(new DepositCredit(key, Bytes.EMPTY, UInt256.MAX, false).apply(chain.state))
                .isEqualTo(DepositCredit.Outcome.TOP_UP);
        ValidatorRecord record = chain.record(ValidatorRecord.addressOf(key));
        assertThat(record.incoming()).as("saturates").isEqualTo(ValidatorRecord.MAX_STAKE);
        assertThat(record.paid()).isEqualTo(UInt256.ZERO);
        assertThat(record.feeAddress()).isEqualTo(Calls.ALICE);
    }
}
