package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.DepositInput;
import io.vigil.deposits.voting.Eth1Inputs;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.node.deposits.ChainPosition;
import io.vigil.node.deposits.DepositsPart;
import io.vigil.node.governance.GovernancePart;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisAccount;
import io.vigil.types.genesis.GenesisEth1;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * D17 on the real executor: under a false root, which had lost deposit 2, the chain processed deposits [0, 1, 3]; the true root
 * of six is adopted now. Blocks go on, onboarding stands until a vote sets the frontier.
 */
class ResumeVoteTest {
    private static final int LENGTH = 20;
    private static final Bytes FORK = Bytes.of(9, 9, 9, 9);
    private static final Bytes PAYER = Keccak.hash(Bytes.of(77)).bytes();
    private static final Address VALIDATOR = Address.ofInt(0xfee);

    private final List<DepositData> truth = deposits();
    private final DepositTree tree = tree(truth);
    private final SystemPart.Conduct leader = new SystemPart.Conduct() {
        @Override
        public List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
            return include ? List.of(due()) : List.of();
        }
    };
    private TestChain chain = new TestChain(List.of());
    private ExecutedBlock head = chain.first;
    private boolean include;
    private int nonce;

    @BeforeEach
    void beginAfterTheFalseRoot() throws MalformedException {
        Genesis genesis = genesis();
        Eth1Parameters parameters = Eth1Parameters.of(genesis.eth1().orElseThrow());
        ChainIdentity identity = new ChainIdentity(genesis.chainId(), Hash.ZERO);
        GovernancePart governance = new GovernancePart(identity, epoch -> Optional.empty());
        chain = new TestChain(
                genesis, of -> List.of(new DepositsPart(parameters, governance::deposited, leader), governance));
        head = chain.first;
    }

    @Test
    void onboardingStandsUntilAVoteAndGoesOnWithTheTruth() {
        include = true;
        assertThat(chain.build(head).faults())
                .as("what does not continue the frontier is left out of the block")
                .singleElement()
                .asString()
                .contains("does not continue what was processed");
        include = false;
        Proposal passed = closed(voted(tree.frontierAt(3)));
        assertThat(passed.status()).as(passed.reason()).isEqualTo(Status.PASSED);
        assertThat(position().processed()).isEqualTo(tree.frontierAt(3));

        include = true;
        grow(List.of());

        assertThat(position().processed()).isEqualTo(tree.frontier());
    }

    @Test
    void aVoteForAnotherWrongTreePassesAndResumesNothing() {
        long wrong =
                voted(tree(List.of(truth.get(5), truth.get(4), truth.get(3))).frontier());
        while (head.ref().height() < LENGTH - 1) {
            grow(List.of());
        }
        long right = voted(tree.frontierAt(3)); // open for an epoch only at the fix after the other's
        assertThat(closed(wrong).status()).isEqualTo(Status.PASSED);
        include = true;
        assertThat(chain.build(head).faults()).singleElement().asString().contains("does not continue");
        include = false;

        assertThat(closed(right).status()).as("mended by a vote").isEqualTo(Status.PASSED);
        include = true;
        grow(List.of());
        assertThat(position().processed()).isEqualTo(tree.frontier());
    }

    /** Proposed, and agreed to by all there are. */
    private long voted(Frontier frontier) {
        AbiWriter proposal = new AbiWriter()
                .address(VALIDATOR)
                .number(0)
                .number(3)
                .amounts(frontier.subtrees().stream()
                        .map(hash -> UInt256.of(hash.bytes()))
                        .toList())
                .number(epoch() + 3);
        grow(List.of(call("proposeResume(address,uint64,uint64,bytes32[],uint64)", proposal)));
        long id = proposals().count();
        AbiWriter vote = new AbiWriter().address(VALIDATOR).number(id).number(1);
        grow(List.of(call("vote(address,uint256,uint8)", vote)));
        return id;
    }

    private Proposal closed(long id) {
        long end = head.ref().height() + 2 * LENGTH;
        while (proposal(id).status() == Status.VOTING && head.ref().height() < end) {
            grow(List.of());
        }
        return proposal(id);
    }

    /** A block that another node finds right, too. */
    private void grow(List<Transaction> transactions) {
        ExecutedBlock made = chain.build(head, transactions).block();
        assertThat(made.block().transactions()).hasSameSizeAs(transactions);
        assertThat(made.receipts()).allMatch(receipt -> receipt.outcome().equals(new Receipt.Outcome.Status(true)));
        assertThat(chain.judge(head, made.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        head = made;
    }

    private Transaction call(String signature, AbiWriter arguments) {
        Bytes inner = SignedCall.input(signature, arguments);
        ChainIdentity identity = new ChainIdentity(chain.genesis.chainId(), Hash.ZERO);
        Bytes input = SignedCall.wrap(identity, TestChain.KEY, Governance.GOVERNANCE, VALIDATOR, nonce, inner);
        return new TransactionBody.DynamicFee(
                        chain.genesis.chainId(),
                        nonce++,
                        UInt256.ONE,
                        UInt256.of(10_000_000_000L),
                        3_000_000,
                        new Target.Call(Governance.GOVERNANCE),
                        UInt256.ZERO,
                        input,
                        List.of())
                .sign(PAYER);
    }

    private SystemInput due() {
        List<DepositInput> inputs = new ArrayList<>();
        for (int index = 3; index < truth.size(); index++) {
            inputs.add(new DepositInput(
                    truth.get(index), tree.proof(index, tree.count()).siblings()));
        }
        return Eth1Inputs.deposits(inputs);
    }

    private long epoch() {
        return Governance.epoch(StateView.of(head.state())).epoch();
    }

    private Proposals proposals() {
        return new Proposals(StateView.of(head.state()));
    }

    private Proposal proposal(long id) {
        return proposals().proposal(id).ok().orElseThrow();
    }

    private ChainPosition position() {
        return ChainPosition.of(head.state());
    }

    private Genesis genesis() {
        List<DepositData> wrong = new ArrayList<>(truth);
        wrong.remove(2);
        GenesisEth1 eth1 = new GenesisEth1(
                new GenesisEth1.Contract(6, Address.ofInt(9), Hash.ZERO, 1, Hash.ZERO),
                FORK,
                60,
                GenesisEth1.defaultPeriod(1),
                GenesisEth1.MAX_DEPOSITS,
                new GenesisEth1.Start(6, Hash.ZERO, tree.root(), tree.count()),
                3,
                tree(wrong).frontierAt(3).subtrees());
        GenesisAccount payer = GenesisAccount.funded(Secp256k1.address(PAYER), UInt256.of(1_000_000_000_000_000_000L));
        return TestChain.genesis(LENGTH, List.of(payer)).withEth1(eth1);
    }

    private static List<DepositData> deposits() {
        List<DepositData> list = new ArrayList<>();
        for (int number = 1; number <= 6; number++) {
            BlsSecretKey key =
                    BlsSecretKey.generate(Keccak.hash(Bytes.of(number)).bytes());
            list.add(DepositData.signed(key, Hash.ZERO, 32_000_000_000L, new DepositDomain(FORK)));
        }
        return list;
    }

    private static DepositTree tree(List<DepositData> deposits) {
        DepositTree tree = DepositTree.empty();
        deposits.forEach(deposit -> tree.append(deposit.root()));
        return tree;
    }
}
