package io.vigil.vm.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.testing.Seeds;
import io.vigil.vm.Fork;
import io.vigil.vm.statetest.MemoryState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorldStateTest {
    private static final List<Address> ADDRESSES =
            List.of(Address.ofInt(0xa1), Address.ofInt(0xa2), Address.ofInt(0xa3), Address.ofInt(0xa4));

    /** What a checkpoint must bring back. */
    private record Mark(int checkpoint, String picture) {}

    /** Random changes, checkpoints and reverts; after each revert the world looks as it did at the checkpoint. */
    @Test
    void aRevertBringsBackEverything() {
        Seeds.forEach(300, random -> {
            WorldState world = world();
            for (int transaction = 0; transaction < 3; transaction++) {
                Deque<Mark> marks = new ArrayDeque<>();
                for (int step = 0; step < 60; step++) {
                    if (random.oneIn(6)) {
                        marks.push(new Mark(world.checkpoint(), picture(world)));
                    } else if (random.oneIn(8) && !marks.isEmpty()) {
                        Mark mark = marks.pop();
                        world.revert(mark.checkpoint);
                        assertThat(picture(world)).isEqualTo(mark.picture);
                    } else {
                        change(world, random, marks.isEmpty() ? 0 : marks.peek().checkpoint);
                    }
                }
                String before = picture(world);
                world.commit();
                assertThat(picture(world).replaceAll("[wt][^ ]* ", "")).isEqualTo(before.replaceAll("[wt][^ ]* ", ""));
            }
        });
    }

    @Test
    void aDiscardedTransactionChangesNothing() {
        Seeds.forEach(50, random -> {
            WorldState world = world();
            for (int step = 0; step < 30; step++) {
                change(world, random, 0);
            }
            world.discard();
            assertThat(world.changes().accounts()).isEmpty();
        });
    }

    private static WorldState world() {
        TreeMap<UInt256, UInt256> slots = new TreeMap<>();
        slots.put(UInt256.ONE, UInt256.of(77));
        MemoryState state = MemoryState.EMPTY.with(
                List.of(new MemoryState.Entry(ADDRESSES.getFirst(), 1, UInt256.of(100), Bytes.of(0), slots)));
        return new WorldState(state, new CodeCache(Fork.OSAKA), 5, 9, false);
    }

    private static void change(WorldState world, Seeds random, int checkpoint) {
        AccountEntry entry = world.account(random.pick(ADDRESSES));
        Slot slot = world.slot(entry, 0, 0, 0, random.nextInt(3));
        switch (random.nextInt(7)) {
            case 0 -> world.setBalance(entry, UInt256.of(1 + random.nextInt(1_000)));
            case 1 -> world.setNonce(entry, 1 + random.nextInt(9));
            case 2 -> world.setCode(entry, random.bytes(random.between(1, 4)));
            case 3 -> world.warm(entry);
            case 4 -> world.warm(slot);
            case 5 -> {
                world.load(slot);
                world.store(slot, 0, 0, 0, random.nextInt(5), checkpoint);
            }
            default -> world.storeTransient(slot, 0, 0, 0, random.nextInt(5));
        }
    }

    /** Balance, nonce, code, warmth, slots and transient slots of all accounts. */
    private static String picture(WorldState world) {
        StringBuilder text = new StringBuilder();
        long[] word = new long[4];
        for (Address address : ADDRESSES) {
            AccountEntry entry = world.account(address);
            text.append(address).append(' ').append(entry.balance()).append(' ').append(entry.nonce());
            text.append(' ').append(entry.codeHash());
            text.append(" w").append(isWarm(world, entry)).append(' ');
            for (int key = 0; key < 3; key++) {
                Slot slot = world.slot(entry, 0, 0, 0, key);
                world.load(slot);
                text.append(slot.value());
                world.transientTo(slot, word, 0);
                text.append(" t").append(word[0]).append(' ');
            }
        }
        return text.toString();
    }

    private static boolean isWarm(WorldState world, AccountEntry entry) {
        int checkpoint = world.checkpoint();
        boolean cold = world.warm(entry);
        world.revert(cold ? checkpoint : world.checkpoint());
        return !cold;
    }
}
