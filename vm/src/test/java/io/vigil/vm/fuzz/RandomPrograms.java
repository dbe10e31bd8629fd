package io.vigil.vm.fuzz;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Programs that do much before they end: mostly well-formed pieces, now and then noise. */
final class RandomPrograms {
    private static final List<Integer> UNARY = List.of(0x15, 0x19, 0x1e, 0x35, 0x51, 0x54, 0x5c, 0x40, 0x49);
    private static final List<Integer> BINARY = List.of(
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a,
            0x1b, 0x1c, 0x1d);
    private static final List<Integer> NULLARY = List.of(
            0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a, 0x58,
            0x59, 0x5a, 0x5f);
    private static final int MAX_PIECES = 40;

    private final Seeds random;
    private final List<Address> others;

    RandomPrograms(Seeds random, List<Address> others) {
        this.random = random;
        this.others = others;
    }

    Bytes program() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int pieces = random.nextInt(MAX_PIECES);
        for (int i = 0; i < pieces; i++) {
            piece(out);
        }
        end(out);
        return Bytes.wrap(out.toByteArray());
    }

    private void piece(ByteArrayOutputStream out) {
        switch (random.nextInt(20)) {
            case 0 -> out.write(random.pick(NULLARY));
            case 1, 2 -> {
                push(out, random.oneIn(2) ? number() : small());
                out.write(random.pick(UNARY));
            }
            case 3, 4, 5 -> {
                push(out, number());
                push(out, number());
                out.write(random.pick(BINARY));
            }
            case 6 -> {
                push(out, number());
                push(out, number());
                push(out, number());
                out.write(random.oneIn(2) ? 0x08 : 0x09);
            }
            case 7, 8 -> {
                push(out, number());
                push(out, small());
                out.write(random.pick(List.of(0x52, 0x53, 0x55, 0x55, 0x5d)));
            }
            case 9 -> {
                push(out, small());
                push(out, small());
                push(out, small());
                out.write(random.pick(List.of(0x37, 0x39, 0x3e, 0x5e)));
            }
            case 10 -> account(out);
            case 11, 12, 13 -> call(out);
            case 14 -> creation(out);
            case 15 -> log(out);
            case 16 -> jump(out);
            case 17 -> loop(out);
            case 18 -> out.write(0x80 + random.nextInt(32));
            default -> noise(out);
        }
    }

    private void account(ByteArrayOutputStream out) {
        int op = random.pick(List.of(0x31, 0x3b, 0x3f, 0x3c));
        if (op == 0x3c) {
            push(out, small());
            push(out, small());
            push(out, small());
        }
        push(out, someone());
        out.write(op);
    }

    private void call(ByteArrayOutputStream out) {
        int op = random.pick(List.of(0xf1, 0xf1, 0xf2, 0xf4, 0xfa));
        for (int i = 0; i < 4; i++) {
            push(out, small());
        }
        if (op == 0xf1 || op == 0xf2) {
            push(out, random.oneIn(3) ? UInt256.of(random.nextInt(5)) : UInt256.ZERO);
        }
        push(out, someone());
        if (random.oneIn(2)) {
            out.write(0x5a);
        } else {
            push(out, UInt256.of(random.nextInt(60_000)));
        }
        out.write(op);
    }

    /** Puts a short program into memory and creates a contract with it. */
    private void creation(ByteArrayOutputStream out) {
        ByteArrayOutputStream initcode = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i > 0; i--) {
            push(initcode, UInt256.of(random.nextInt(4)));
            push(initcode, UInt256.of(random.nextInt(3)));
            initcode.write(random.pick(List.of(0x55, 0x52, 0x01, 0x31)));
        }
        push(initcode, UInt256.of(random.nextInt(40)));
        push(initcode, UInt256.of(random.nextInt(8)));
        initcode.write(random.pick(List.of(0xf3, 0xf3, 0xf3, 0xfd, 0xff, 0xfe, 0x00)));
        byte[] bytes = initcode.toByteArray();
        int size = Math.min(32, bytes.length);
        out.write(0x5f + size);
        out.write(bytes, 0, size);
        push(out, UInt256.ZERO);
        out.write(0x52);
        boolean salted = random.oneIn(2);
        if (salted) {
            push(out, UInt256.of(random.nextInt(2)));
        }
        push(out, UInt256.of(size));
        push(out, UInt256.of(32 - size));
        push(out, UInt256.of(random.oneIn(4) ? 1 : 0));
        out.write(salted ? 0xf5 : 0xf0);
    }

    private void log(ByteArrayOutputStream out) {
        int topics = random.nextInt(5);
        for (int i = 0; i < topics; i++) {
            push(out, number());
        }
        push(out, small());
        push(out, small());
        out.write(0xa0 + topics);
    }

    /** Over an instruction, on a condition or without one; sometimes to where nothing is. */
    private void jump(ByteArrayOutputStream out) {
        boolean conditional = random.oneIn(2);
        if (conditional) {
            push(out, UInt256.of(random.nextInt(2)));
        }
        int at = out.size() + 4 + (random.oneIn(20) ? 1 : 0);
        out.write(0x61);
        out.write(at + 2 >> 8);
        out.write(at + 2);
        out.write(conditional ? 0x57 : 0x56);
        push(out, UInt256.of(random.nextInt(200)));
        out.write(0x5b);
    }

    /** Counts down from a small number. */
    private void loop(ByteArrayOutputStream out) {
        push(out, UInt256.of(1 + random.nextInt(20)));
        int at = out.size();
        out.write(0x5b);
        out.write(0x60);
        out.write(0x01);
        out.write(0x90);
        out.write(0x03);
        if (random.oneIn(2)) {
            push(out, number());
            push(out, small());
            out.write(0x52);
        }
        out.write(0x80);
        out.write(0x61);
        out.write(at >> 8);
        out.write(at);
        out.write(0x57);
        out.write(0x50);
    }

    private void noise(ByteArrayOutputStream out) {
        byte[] bytes = random.bytes(1 + random.nextInt(3)).shared();
        out.write(bytes, 0, bytes.length);
    }

    private void end(ByteArrayOutputStream out) {
        switch (random.nextInt(6)) {
            case 0 -> out.write(0x00);
            case 1, 2 -> {
                push(out, small());
                push(out, small());
                out.write(0xf3);
            }
            case 3 -> {
                push(out, small());
                push(out, small());
                out.write(0xfd);
            }
            case 4 -> {
                push(out, someone());
                out.write(0xff);
            }
            default -> {}
        }
    }

    private void push(ByteArrayOutputStream out, UInt256 word) {
        Bytes bytes = word.toBytes32();
        int skip = 0;
        while (skip < 32 && bytes.get(skip) == 0) {
            skip++;
        }
        out.write(0x5f + 32 - skip);
        out.write(bytes.shared(), skip, 32 - skip);
    }

    private UInt256 someone() {
        return UInt256.of(random.pick(others).bytes());
    }

    private UInt256 small() {
        return random.oneIn(60) ? number() : UInt256.of(random.nextInt(random.oneIn(8) ? 3_000 : 70));
    }

    private UInt256 number() {
        return switch (random.nextInt(6)) {
            case 0 -> UInt256.of(random.nextInt(3));
            case 1 -> UInt256.MAX.subtract(UInt256.of(random.nextInt(3)));
            case 2 -> UInt256.of(java.math.BigInteger.ONE.shiftLeft(random.nextInt(256)));
            case 3 -> UInt256.of(random.bytes(1 + random.nextInt(8)));
            default -> random.uint256();
        };
    }
}
