package io.vigil.node.quarantine;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which transaction runs now, and in what block, in a file that is mapped into memory: what is written there is the
 * kernel's at once, so it outlives the death of the process, and a mark costs no system call. It need not outlive a loss of
 * power, which no transaction causes. Used by one thread.
 *
 * <pre>
 *   hash (32) │ bytes of the block (4) │ bytes of the reads (4) │ block, then its transactions as run │ reads
 * </pre>
 */
final class DeathMark implements AutoCloseable {
    /** A block and as much again: what is tried for a block and refused stands here too. */
    private static final int MAX_BLOCK_BYTES = 2 * Block.MAX_SIZE_BYTES;

    /** More than a block's gas pays for: 60,000,000 at 1,900 for a slot make 1.7 MB. */
    private static final int MAX_READ_BYTES = 2 << 20;

    private static final int BLOCK_LENGTH = Hash.SIZE;
    private static final int READ_LENGTH = BLOCK_LENGTH + Integer.BYTES;
    private static final int BLOCK = READ_LENGTH + Integer.BYTES;
    private static final int READS = BLOCK + MAX_BLOCK_BYTES;
    private static final int SIZE = READS + MAX_READ_BYTES;
    private static final int WORD = 32;
    private static final byte ACCOUNT = 1;
    private static final byte SLOT = 2;
    private static final Bytes NOTHING = Hash.ZERO.bytes();

    private final FileChannel file;
    private final MappedByteBuffer mark;
    private int blockEnd;
    private int readEnd;

    private DeathMark(FileChannel file, MappedByteBuffer mark) {
        this.file = file;
        this.mark = mark;
    }

    static DeathMark open(Path path) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (file.size() < SIZE) { // really there, so that the mapping cannot fail later
                long has = file.size();
                file.write(ByteBuffer.allocate(Math.toIntExact(SIZE - has)), has);
            }
            return new DeathMark(file, file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /** The transaction that began and did not end. */
    Optional<Hash> found() {
        Bytes found = read(0, Hash.SIZE);
        return found.equals(NOTHING) ? Optional.empty() : Optional.of(new Hash(found));
    }

    /** Where it ran; empty if nothing ran, or more was tried than there is room for. */
    Optional<Scene> scene() {
        Optional<Hash> running = found();
        int blockBytes = mark.getInt(BLOCK_LENGTH);
        int readBytes = mark.getInt(READ_LENGTH);
        if (running.isEmpty()
                || blockBytes <= 0
                || blockBytes > MAX_BLOCK_BYTES
                || readBytes < 0
                || readBytes > MAX_READ_BYTES) {
            return Optional.empty();
        }
        try {
            Scene scene = new Scene(block(BLOCK + blockBytes), reads(READS + readBytes));
            boolean fits = !scene.block().transactions().isEmpty()
                    && scene.transaction().hash().equals(running.get());
            return Optional.of(scene).filter(any -> fits);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private Block block(int end) throws MalformedException {
        int at = BLOCK;
        Block empty = Block.decode(sized(at, end));
        List<Transaction> transactions = new ArrayList<>();
        at += Integer.BYTES + mark.getInt(at);
        while (at < end) {
            transactions.add(Transaction.decode(sized(at, end)));
            at += Integer.BYTES + mark.getInt(at);
        }
        return Block.of(empty.header(), transactions, empty.systemInputs());
    }

    private Bytes sized(int at, int end) throws MalformedException {
        int size = mark.getInt(at);
        if (size < 0 || size > end - at - Integer.BYTES) {
            throw new MalformedException("mark: " + size + " bytes at " + at);
        }
        return read(at + Integer.BYTES, size);
    }

    private SortedMap<Address, SortedSet<UInt256>> reads(int end) throws MalformedException {
        SortedMap<Address, SortedSet<UInt256>> reads = new TreeMap<>();
        int at = READS;
        while (at < end) {
            byte kind = mark.get(at);
            Address address = new Address(read(at + 1, Address.SIZE));
            SortedSet<UInt256> slots = reads.computeIfAbsent(address, any -> new TreeSet<>());
            at += 1 + Address.SIZE;
            if (kind == SLOT) {
                slots.add(UInt256.of(read(at, WORD)));
                at += WORD;
            } else if (kind != ACCOUNT) {
                throw new MalformedException("mark: read of kind " + kind);
            }
        }
        return reads;
    }

    private Bytes read(int at, int size) {
        byte[] bytes = new byte[size];
        mark.get(at, bytes);
        return Bytes.wrap(bytes);
    }

    /** A block begins; what is read of {@code parent} through the answer is noted. */
    StateReader begin(Block block, StateReader parent) {
        blockEnd = BLOCK;
        readEnd = READS;
        append(block.encode());
        mark.putInt(READ_LENGTH, 0);
        return new Watched(parent);
    }

    void begin(Transaction transaction) {
        append(transaction.encode());
        mark.put(0, transaction.hash().bytes().shared());
    }

    void end() {
        mark.put(0, NOTHING.shared());
    }

    /** What finds no room makes the whole useless: its length says so. */
    private void append(Bytes bytes) {
        if (blockEnd + Integer.BYTES + bytes.size() > BLOCK + MAX_BLOCK_BYTES) {
            blockEnd = BLOCK + MAX_BLOCK_BYTES;
            mark.putInt(BLOCK_LENGTH, -1);
            return;
        }
        mark.putInt(blockEnd, bytes.size());
        mark.put(blockEnd + Integer.BYTES, bytes.shared());
        blockEnd += Integer.BYTES + bytes.size();
        mark.putInt(BLOCK_LENGTH, blockEnd - BLOCK);
    }

    private void note(byte kind, Bytes address, Bytes key) {
        int end = readEnd + 1 + address.size() + key.size();
        if (end <= SIZE) {
            mark.put(readEnd, kind);
            mark.put(readEnd + 1, address.shared());
            mark.put(readEnd + 1 + address.size(), key.shared());
            readEnd = end;
            mark.putInt(READ_LENGTH, readEnd - READS);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes what is asked before it answers. */
    private final class Watched implements StateReader {
        private final StateReader state;

        Watched(StateReader state) {
            this.state = state;
        }

        @Override
        public Optional<Account> account(Address address) {
            note(ACCOUNT, address.bytes(), Bytes.EMPTY);
            return state.account(address);
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            note(SLOT, address.bytes(), key.toBytes32());
            return state.slot(address, key);
        }

        @Override
        public boolean hasStorage(Address address) {
            return state.hasStorage(address);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return state.code(codeHash); // found by the accounts that have it
        }
    }
}
