package io.vigil.vm.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.testing.Seeds;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.sponsor.GasSponsor;
import io.vigil.vm.statetest.MemoryState;
import io.vigil.vm.transaction.Rejection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SponsorshipTest {
    private static final long GAS = 200_000;
    private static final UInt256 PRICE = UInt256.of(9); // base fee 7, tip 2

    private final BlockProcessor processor =
            new BlockProcessor(Fork.OSAKA, NativeContracts.of(Map.of(GasSponsor.ADDRESS, new GasSponsor())));
    private MemoryState state = MemoryState.EMPTY;

    /** A chain on which {@code codeHex} stands at CONTRACT, created by SENDER with nonce 0, and sponsors everything. */
    private void given(String codeHex, UInt256 deposit) {
        Address contract = io.vigil.types.chain.ContractAddress.create(World.SENDER, 0);
        state = new World()
                .with(GasSponsor.ADDRESS, 1, UInt256.ZERO, "fe")
                .with(contract, 1, UInt256.ZERO, codeHex)
                .state();
        send(0, GasSponsor.ADDRESS, deposit, encode("deposit(address)", word(contract)));
        send(1, GasSponsor.ADDRESS, UInt256.ZERO, encode("claim(address,uint64)", word(contract), UInt256.ZERO));
        send(
                2,
                GasSponsor.ADDRESS,
                UInt256.ZERO,
                encode(
                        "setPolicy(address,uint256,uint256,uint256,uint64,bool,bool)",
                        word(contract),
                        UInt256.of(20),
                        UInt256.of(2),
                        UInt256.MAX,
                        UInt256.of(GAS),
                        UInt256.ONE,
                        UInt256.ONE));
    }

    private static Address contract() {
        return io.vigil.types.chain.ContractAddress.create(World.SENDER, 0);
    }

    @Test
    void theContractPaysBaseFeeAndTipAndTheSenderNothing() {
        given("600160005500", World.ETHER.divide(UInt256.of(2)));
        UInt256 senderBefore = balance(World.SENDER);
        UInt256 leaderBefore = balance(World.LEADER);
        UInt256 sponsorBefore = balance(GasSponsor.ADDRESS);
        TransactionOutcome.Included included = included(execute(free(3, new Target.Call(contract()), GAS)));

        assertThat(included.payer()).isEqualTo(contract());
        assertThat(included.gasPrice()).isEqualTo(PRICE);
        UInt256 gasUsed = UInt256.of(included.gasUsed());
        assertThat(balance(World.SENDER)).isEqualTo(senderBefore);
        assertThat(balance(World.LEADER)).isEqualTo(leaderBefore.add(gasUsed.multiply(2)));
        assertThat(balance(GasSponsor.ADDRESS)).isEqualTo(sponsorBefore.subtract(gasUsed.multiply(PRICE)));
        assertThat(deposit()).isEqualTo(balance(GasSponsor.ADDRESS));
    }

    @Test
    void creationsAccountsWithoutCodeAndBuiltInContractsCannotBeSponsored() {
        given("00", World.ETHER.divide(UInt256.of(2)));
        for (Target target : List.of(
                new Target.Create(),
                new Target.Call(World.OTHER),
                new Target.Call(Address.ZERO),
                new Target.Call(World.SENDER),
                new Target.Call(Address.ofInt(1)),
                new Target.Call(Address.ofInt(0x100)),
                new Target.Call(GasSponsor.ADDRESS))) {
            for (long gas : List.of(GAS - 1, GAS, GAS + 1)) {
                assertThat(refused(execute(free(3, target, gas)))).isEqualTo(Reason.CANNOT_BE_SPONSORED);
            }
        }
    }

    @Test
    void whatTheOwnerDidNotConsentToIsRefused() {
        given("00", UInt256.of(9 * GAS).subtract(UInt256.ONE));
        assertThat(refused(execute(free(3, new Target.Call(contract()), GAS)))).isEqualTo(Reason.SPONSOR_REFUSES);
        assertThat(refused(execute(free(3, new Target.Call(contract()), GAS + 1))))
                .isEqualTo(Reason.SPONSOR_REFUSES);
        included(execute(free(3, new Target.Call(contract()), GAS - 1)));
    }

    @Test
    void aFeeBelowTheBaseFeeIsRefusedEvenIfTheContractWouldPay() {
        given("00", World.ETHER.divide(UInt256.of(2)));
        Message message =
                World.priced(3, new Target.Call(contract()), UInt256.ZERO, Bytes.EMPTY, GAS, UInt256.ONE, UInt256.ZERO);
        assertThat(refused(execute(message))).isEqualTo(Reason.FEE_CAP_BELOW_BASE_FEE);
    }

    @Test
    void onlyTheOwnerWithdrawsAndNobodyClaimsTwice() {
        given("00", UInt256.of(1_000));
        TransactionOutcome.Included again = included(execute(World.message(
                3,
                new Target.Call(GasSponsor.ADDRESS),
                UInt256.ZERO,
                encode("claim(address,uint64)", word(contract()), UInt256.ZERO),
                GAS)));
        assertThat(again.halt()).isPresent();
        send(
                4,
                GasSponsor.ADDRESS,
                UInt256.ZERO,
                encode("withdraw(address,address,uint256)", word(contract()), word(World.OTHER), UInt256.of(400)));
        assertThat(deposit()).isEqualTo(UInt256.of(600));
        assertThat(balance(World.OTHER)).isEqualTo(World.ETHER.add(UInt256.of(400)));
        TransactionOutcome.Included more = included(execute(World.message(
                5,
                new Target.Call(GasSponsor.ADDRESS),
                UInt256.ZERO,
                encode("withdraw(address,address,uint256)", word(contract()), word(World.OTHER), UInt256.of(601)),
                GAS)));
        assertThat(more.halt()).isPresent();
    }

    /** Payer's debit = burn + tip, whatever the code does: nothing is made, and no more is lost than is burned. */
    @Test
    void noWeiIsMadeOrLost() {
        List<String> codes = List.of(
                "00", // stops
                "600160005500", // stores
                "60006000fd", // reverts
                "fe", // faults
                "33ff", // destroys itself
                "5b600056", // never ends
                // calls the sponsor contract with its input
                "3660006000376000600036600060006110035af100");
        Seeds.forEach(150, random -> {
            given(random.pick(codes), UInt256.of(random.nextInt(4_000_000)));
            long gas = random.between(20_000, (int) GAS + 10);
            UInt256 before = total();
            Bytes data = random.oneIn(2)
                    ? encode("withdraw(address,address,uint256)", word(contract()), word(World.OTHER), UInt256.of(50))
                    : random.bytes(random.nextInt(8));
            Message message = World.priced(
                    3,
                    random.oneIn(6) ? new Target.Create() : new Target.Call(contract()),
                    UInt256.of(random.nextInt(2)),
                    data,
                    gas,
                    UInt256.ZERO,
                    UInt256.ZERO);
            switch (execute(message)) {
                case TransactionOutcome.Included included -> {
                    UInt256 burned = World.BASE_FEE.multiply(included.gasUsed());
                    assertThat(total()).isEqualTo(before.subtract(burned));
                    assertThat(deposit()).isEqualTo(balance(GasSponsor.ADDRESS));
                }
                case TransactionOutcome.Refused refused -> assertThat(total()).isEqualTo(before);
            }
        });
    }

    private UInt256 total() {
        UInt256 sum = UInt256.ZERO;
        for (var account : state.accounts().values()) {
            sum = sum.add(account.balance());
        }
        return sum;
    }

    private UInt256 deposit() {
        Simulation simulation = processor.simulate(World.block(), state);
        SimulationOutcome outcome = simulation.call(Message.question(
                World.SENDER,
                new Target.Call(GasSponsor.ADDRESS),
                UInt256.ZERO,
                encode("depositOf(address)", word(contract())),
                GAS));
        return switch (outcome) {
            case SimulationOutcome.Executed executed -> UInt256.of(executed.output());
            case SimulationOutcome.Refused(var rejection) -> throw new AssertionError(rejection.message());
        };
    }

    private UInt256 balance(Address address) {
        return state.account(address).map(account -> account.balance()).orElse(UInt256.ZERO);
    }

    private TransactionOutcome execute(Message message) {
        BlockExecution execution = processor.begin(World.block(), state);
        TransactionOutcome outcome = execution.execute(message);
        state = state.with(execution.finish().changes());
        return outcome;
    }

    private void send(long nonce, Address to, UInt256 value, Bytes data) {
        assertThat(included(execute(World.message(nonce, new Target.Call(to), value, data, GAS)))
                        .halt())
                .isEmpty();
    }

    private static Message free(long nonce, Target target, long gas) {
        return World.priced(nonce, target, UInt256.ZERO, Bytes.EMPTY, gas, UInt256.ZERO, UInt256.ZERO);
    }

    private static UInt256 word(Address address) {
        return UInt256.of(address.bytes());
    }

    private static Bytes encode(String signature, UInt256... words) {
        Hash hash = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)));
        Bytes data = hash.bytes().slice(0, 4);
        for (UInt256 word : words) {
            data = Bytes.concat(data, word.toBytes32());
        }
        return data;
    }

    private static TransactionOutcome.Included included(TransactionOutcome outcome) {
        return switch (outcome) {
            case TransactionOutcome.Included included -> included;
            case TransactionOutcome.Refused(var rejection) -> throw new AssertionError(rejection.message());
        };
    }

    private static Reason refused(TransactionOutcome outcome) {
        return switch (outcome) {
            case TransactionOutcome.Included included -> throw new AssertionError("included: " + included);
            case TransactionOutcome.Refused(var rejection) -> rejection.reason();
        };
    }
}
