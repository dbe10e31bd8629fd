package io.vigil.testnet.local;

import io.vigil.node.chain.EpochFacts;
import io.vigil.node.chain.Pool;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.Origin;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.mempool.Sponsors;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool that holds, for each block, exactly the transfers it is to have: one each of as many accounts, which the
 * development accounts paid before, to one of {@value #RECEIVERS} others. Read by the chain's thread while the maker waits.
 */
final class MadeTransfers implements Pool {
    /** With 21,000 gas each they stay below the default limit of a block. */
    static final int MAX_PER_BLOCK = 2_000;

    private static final int RECEIVERS = 10_000;
    private static final int FIRST_RECEIVER = 0x100_0000;
    private static final long TRANSFER_GAS = 21_000;
    private static final UInt256 MAX_FEE = UInt256.of(100_000_000_000L);
    private static final UInt256 TIP = UInt256.of(1_000_000_000);

    /** Pays for a million transfers at this tip. */
    private static final UInt256 GIFT = UInt256.of(40).multiply(UInt256.of(1_000_000_000_000_000_000L));

    private final long chainId;
    private final List<Payer> development = DevelopmentAccounts.secretKeys().stream()
            .map(key -> new Payer(key, Secp256k1.address(key)))
            .toList();
    private final List<Payer> payers = new ArrayList<>();
    private final Map<Address, Long> nonces = new LinkedHashMap<>();
    private int perBlock;
    private boolean pays;
    private long made;

    private volatile Map<Hash, Address> senders = Map.of();

    private record Payer(Bytes key, Address address) {}

    MadeTransfers(long chainId) {
        this.chainId = chainId;
    }

    /** The next blocks give money to so many accounts. */
    void pay(int accounts) {
        for (int i = 0; i < accounts; i++) {
            Bytes key = Keccak.hash(Bytes.concat(Bytes.ofLong(chainId), Bytes.ofLong(i)))
                    .bytes();
            payers.add(new Payer(key, Secp256k1.address(key)));
        }
        pays = true;
    }

    /** The next blocks have so many transfers each. */
    void each(int transfers) {
        pays = false;
        perBlock = transfers;
    }

    /** How many are in blocks, those that paid the accounts left out. */
    long made() {
        return made;
    }

    /** Nobody need recover who signed what was signed here. */
    Optional<Address> sender(Hash transaction) {
        return Optional.ofNullable(senders.get(transaction));
    }

    @Override
    public Candidates candidates(UInt256 baseFee, StateReader top) {
        Mempool pool = new Mempool(new PoolHead(baseFee, Long.MAX_VALUE), new Nobody());
        Map<Hash, Address> signed = new LinkedHashMap<>();
        for (int i = 0; i < (pays ? payers.size() : perBlock); i++) {
            Payer from = pays ? development.get(i % development.size()) : payers.get(i);
            Address to =
                    pays ? payers.get(i).address() : Address.ofInt(FIRST_RECEIVER + (int) ((made + i) % RECEIVERS));
            Transaction transfer = transfer(from, to, pays ? GIFT : UInt256.ONE);
            signed.put(transfer.hash(), from.address());
            pool.add(
                    transfer,
                    from.address(),
                    Origin.LOCAL,
                    address -> top.account(address).orElse(Account.EMPTY));
        }
        made += pays ? 0 : perBlock;
        senders = signed;
        return pool.candidates(baseFee, top);
    }

    private Transaction transfer(Payer from, Address to, UInt256 value) {
        long nonce = nonces.merge(from.address(), 1L, Long::sum) - 1;
        return new TransactionBody.DynamicFee(
                        chainId, nonce, TIP, MAX_FEE, TRANSFER_GAS, new Target.Call(to), value, Bytes.EMPTY, List.of())
                .sign(from.key());
    }

    @Override
    public boolean hasWork(UInt256 baseFee, StateReader top, long view) {
        return false;
    }

    @Override
    public void committed(StateChanges changes, UInt256 nextBaseFee, EpochFacts next) {}

    @Override
    public void remove(Hash transaction) {
        throw new IllegalStateException("transfer " + transaction + " was made and is invalid");
    }

    /** Each transfer offers a fee. */
    private record Nobody() implements Sponsors {
        @Override
        public SponsorDecision onHead(Transaction transaction, Address sender, UInt256 baseFee) {
            return new SponsorDecision.Cannot("transfers pay for themselves");
        }

        @Override
        public SponsorDecision on(StateReader state, Transaction transaction, Address sender, UInt256 baseFee) {
            return onHead(transaction, sender, baseFee);
        }
    }
}
