package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Transactions, accounts and states for tests of the pool. */
final class Samples {
    static final long CHAIN_ID = 7;
    static final Bytes KEY = Bytes.fromHex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    static final Address SENDER = Secp256k1.address(KEY);
    static final Address TO = Address.ofInt(0xbeef);
    static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
    static final PoolHead HEAD = new PoolHead(UInt256.of(7), 30_000_000);

    private Samples() {}

    static TransactionBody.DynamicFee transfer(long nonce, long maxFee, long tip, long value) {
        return new TransactionBody.DynamicFee(
                CHAIN_ID,
                nonce,
                UInt256.of(tip),
                UInt256.of(maxFee),
                21_000,
                new Target.Call(TO),
                UInt256.of(value),
                Bytes.EMPTY,
                List.of());
    }

    /** With a signature that nobody made, for tests that name the sender themselves. */
    static Transaction unsigned(Address sender, long nonce, long maxFee, long tip, long value) {
        UInt256 r = UInt256.of(Keccak.hash(sender.bytes()).bytes());
        return Transaction.of(transfer(nonce, maxFee, tip, value), new RecoverableSignature(r, UInt256.ONE, 0));
    }

    static Account account(long nonce, long balance) {
        return new Account(nonce, UInt256.of(balance), Keccak.EMPTY_HASH);
    }

    static Account rich(long nonce) {
        return new Account(nonce, ETHER.multiply(1_000), Keccak.EMPTY_HASH);
    }

    static StateChanges changed(Map<Address, Account> accounts) {
        TreeMap<Address, AccountChange> changes = new TreeMap<>();
        accounts.forEach(
                (address, account) -> changes.put(address, new AccountChange.Updated(account, false, new TreeMap<>())));
        return new StateChanges(changes, new TreeMap<>());
    }

    /** A chain without the sponsor contract. */
    static Sponsors noSponsors() {
        return new NoSponsors();
    }

    /** Sponsors that decide alike in every state. */
    static Sponsors sponsors(BiFunction<Transaction, UInt256, SponsorDecision> decision) {
        return new Sponsors() {
            @Override
            public SponsorDecision onHead(Transaction transaction, Address sender, UInt256 baseFee) {
                return decision.apply(transaction, baseFee);
            }

            @Override
            public SponsorDecision on(StateReader state, Transaction transaction, Address sender, UInt256 baseFee) {
                return decision.apply(transaction, baseFee);
            }
        };
    }

    static StateReader state(Map<Address, Account> accounts) {
        return new StateReader() {
            @Override
            public Optional<Account> account(Address address) {
                return Optional.ofNullable(accounts.get(address));
            }

            @Override
            public UInt256 slot(Address address, UInt256 key) {
                return UInt256.ZERO;
            }

            @Override
            public Bytes code(Hash codeHash) {
                throw new IllegalStateException("no code here: " + codeHash);
            }
        };
    }
}
