package io.vigil.deposits.store;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.storage.trie.Proof;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A start without logs (D29 4): the contract's branch and count, proved by {@code eth_getProof} (EIP-1186) against the header
 * of a final block. Works only for code that keeps the tree in its first 33 slots. Gives roots at once, and proofs of
 * deposits from the count on.
 *
 * @param header RLP of the block's header
 * @param account nodes from the state root to the contract's account
 * @param slots for each of the slots 0 to 32 the nodes from the storage root down
 */
public record ContractSlots(Bytes header, List<Bytes> account, List<List<Bytes>> slots) {
    /** Where the contract keeps its count; the branch lies in the slots below. */
    public static final int COUNT_SLOT = DepositTree.DEPTH;

    public ContractSlots {
        account = List.copyOf(account);
        slots = slots.stream().map(List::copyOf).toList();
    }

    /**
     * Where a store may begin.
     *
     * @param blockHash hash of a final block, known from elsewhere
     * @throws MalformedException if anything does not prove what it should
     */
    public Start prove(Hash blockHash, Address contract) throws MalformedException {
        Header block = Header.decode(header);
        require(block.hash().equals(blockHash), "the header has hash " + block.hash() + ", final is " + blockHash);
        require(slots.size() == COUNT_SLOT + 1, slots.size() + " slots proved, must be 33");
        Bytes encoded = Proof.verify(
                        block.stateRoot(), Keccak.hash(contract.bytes()).bytes(), account)
                .orElseThrow(() -> new MalformedException("contract slots: no account " + contract));
        RlpReader parts = RlpReader.ofList(encoded);
        parts.number();
        parts.uint256();
        Hash storageRoot = parts.hash();
        Hash codeHash = parts.hash();
        parts.end();
        require(DepositContract.hasTreeInSlots(codeHash), "code " + codeHash + " may keep its tree elsewhere");
        UInt256 count = slot(storageRoot, COUNT_SLOT);
        require(count.isLong() && count.toLong() <= DepositTree.MAX_COUNT, "count " + count);
        List<Hash> subtrees = new ArrayList<>();
        for (int height = DepositTree.DEPTH - 1; height >= 0; height--) {
            if (((count.toLong() >> height) & 1) == 1) {
                subtrees.add(new Hash(slot(storageRoot, height).toBytes32()));
            }
        }
        Eth1Block at = new Eth1Block(block.number(), blockHash, block.parentHash(), block.timestamp());
        return new Start(new Frontier(count.toLong(), subtrees), at, Start.Source.SLOTS);
    }

    private UInt256 slot(Hash storageRoot, int index) throws MalformedException {
        Bytes key = Keccak.hash(UInt256.of(index).toBytes32()).bytes();
        Optional<Bytes> value = Proof.verify(storageRoot, key, slots.get(index));
        return value.isEmpty() ? UInt256.ZERO : RlpReader.of(value.get()).uint256();
    }

    private static void require(boolean holds, String what) throws MalformedException {
        if (!holds) {
            throw new MalformedException("contract slots: " + what);
        }
    }
}
