package io.vigil.vm.fuzz;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Target;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.fuzz.PlainWorld.PlainAccount;
import io.vigil.vm.transaction.Message;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Osaka's rules as the yellow paper and the EIPs say them, with big integers, by recursion, without any cleverness. */
final class PlainMachine {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final BigInteger SIGN = BigInteger.ONE.shiftLeft(255);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    /** More than any gas here can pay for. */
    private static final long HUGE = 1L << 40;

    final PlainWorld world;
    private final BlockEnvironment block;
    private PlainWorld atStart;
    private Address origin = Address.ZERO;
    private BigInteger gasPrice = BigInteger.ZERO;

    PlainMachine(PlainWorld world, BlockEnvironment block) {
        this.world = world;
        this.block = block;
        this.atStart = world.copy();
    }

    /** How a call ended. */
    record Ending(boolean success, boolean reverted, long gasLeft, Bytes output) {}

    /** What became of a transaction. */
    record Result(boolean success, long gasUsed, Bytes output, List<Log> logs) {}

    /** The case called something that this machine does not have; nothing can be said of it. */
    static final class OutOfScope extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Ends a frame: all its gas is gone. */
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        Fault(String why) {
            super(why, null, false, false);
        }
    }

    /** Runs a transaction that nothing speaks against. */
    Result run(Message message) {
        atStart = world.copy();
        origin = message.sender();
        BigInteger baseFee = block.baseFee().toBigInteger();
        BigInteger tip = message.maxFeePerGas().toBigInteger().subtract(baseFee);
        tip = tip.min(message.maxPriorityFeePerGas().toBigInteger());
        gasPrice = baseFee.add(tip);
        long zeros = 0;
        for (byte b : message.data().shared()) {
            zeros += b == 0 ? 1 : 0;
        }
        long others = message.data().size() - zeros;
        boolean creates = message.target() instanceof Target.Create;
        long intrinsic = 21_000 + 4 * zeros + 16 * others;
        intrinsic += creates ? 32_000 + 2 * words(message.data().size()) : 0;
        long floor = 21_000 + 10 * (zeros + 4 * others);
        PlainAccount sender = world.account(message.sender());
        sender.balance = sender.balance.subtract(gasPrice.multiply(BigInteger.valueOf(message.gasLimit())));
        long nonce = sender.nonce++;
        world.warm.add(message.sender());
        world.warm.add(block.beneficiary());
        for (int i = 1; i <= 0x11; i++) {
            world.warm.add(Address.ofInt(i));
        }
        world.warm.add(Address.ofInt(0x100));
        long gas = message.gasLimit() - intrinsic;
        BigInteger value = message.value().toBigInteger();
        Ending ending = switch (message.target()) {
            case Target.Call(Address to) -> {
                world.warm.add(to);
                yield call(0, message.sender(), to, to, value, value, message.data(), gas, false);
            }
            case Target.Create() -> {
                Address address = ContractAddress.create(message.sender(), nonce);
                yield create(0, message.sender(), address, value, message.data(), gas);
            }
        };
        long used = message.gasLimit() - ending.gasLeft;
        long refund = ending.success ? world.refund : 0;
        used -= Math.min(refund, used / 5);
        used = Math.max(used, floor);
        PlainAccount payer = world.account(message.sender());
        payer.balance = payer.balance.add(gasPrice.multiply(BigInteger.valueOf(message.gasLimit() - used)));
        PlainAccount leader = world.account(block.beneficiary());
        leader.balance = leader.balance.add(tip.multiply(BigInteger.valueOf(used)));
        world.destroyed.forEach(world.accounts::remove);
        world.accounts.values().removeIf(PlainAccount::isEmpty);
        return new Result(ending.success, used, ending.output, List.copyOf(world.logs));
    }

    private Ending call(
            int depth,
            Address caller,
            Address self,
            Address codeOf,
            BigInteger value,
            BigInteger seen,
            Bytes input,
            long gas,
            boolean isStatic) {
        if (isOutOfScope(codeOf)) {
            throw new OutOfScope();
        }
        PlainWorld before = world.copy();
        if (value.signum() > 0) {
            world.move(caller, self, value);
        }
        Bytes code = world.accounts.containsKey(codeOf) ? world.account(codeOf).code : Bytes.EMPTY;
        Ending ending;
        if (isPrecompile(codeOf)) {
            ending = precompile(codeOf, input, gas);
        } else {
            ending = new Frame(depth, caller, self, seen, input, code, gas, isStatic).run();
        }
        if (!ending.success) {
            world.take(before);
        }
        return ending;
    }

    /** Precompiles of which there is no second version here; official vectors test them. */
    private static boolean isOutOfScope(Address address) {
        BigInteger number = word(address);
        boolean isOne = number.signum() > 0 && number.compareTo(BigInteger.valueOf(0x11)) <= 0;
        return !isPrecompile(address) && (isOne || number.equals(BigInteger.valueOf(0x100)));
    }

    private static boolean isPrecompile(Address address) {
        return address.equals(Address.ofInt(2)) || address.equals(Address.ofInt(4));
    }

    private static Ending precompile(Address address, Bytes input, long gas) {
        boolean isHash = address.equals(Address.ofInt(2));
        long price = isHash ? 60 + 12 * words(input.size()) : 15 + 3 * words(input.size());
        if (gas < price) {
            return new Ending(false, false, 0, Bytes.EMPTY);
        }
        try {
            Bytes output =
                    isHash ? Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(input.shared())) : input;
            return new Ending(true, false, gas - price, output);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ending create(int depth, Address creator, Address address, BigInteger value, Bytes initcode, long gas) {
        world.warm.add(address);
        PlainAccount there = world.accounts.getOrDefault(address, new PlainAccount());
        if (there.nonce != 0 || !there.code.isEmpty() || !there.slots.isEmpty()) {
            return new Ending(false, false, 0, Bytes.EMPTY);
        }
        PlainWorld before = world.copy();
        world.created.add(address);
        world.account(address).nonce = 1;
        if (value.signum() > 0) {
            world.move(creator, address, value);
        }
        Ending ending = new Frame(depth, creator, address, value, Bytes.EMPTY, initcode, gas, false).run();
        if (ending.success) {
            long price = 200L * ending.output.size();
            boolean isBad = ending.output.size() > 24_576
                    || !ending.output.isEmpty() && ending.output.get(0) == (byte) 0xef
                    || ending.gasLeft < price;
            if (isBad) {
                ending = new Ending(false, false, 0, Bytes.EMPTY);
            } else {
                world.account(address).code = ending.output;
                ending = new Ending(true, false, ending.gasLeft - price, ending.output);
            }
        }
        if (!ending.success) {
            world.take(before);
        }
        return ending;
    }

    private static long words(long bytes) {
        return (bytes + 31) / 32;
    }

    /** One frame. */
    private final class Frame {
        private final int depth;
        private final Address caller;
        private final Address self;
        private final BigInteger value;
        private final Bytes input;
        private final byte[] code;
        private final boolean isStatic;
        private final Set<Integer> destinations = new TreeSet<>();
        private final List<BigInteger> stack = new ArrayList<>();
        private byte[] memory = new byte[0];
        private Bytes returned = Bytes.EMPTY;
        private long gas;
        private int pc;

        Frame(
                int depth,
                Address caller,
                Address self,
                BigInteger value,
                Bytes input,
                Bytes code,
                long gas,
                boolean isStatic) {
            this.depth = depth;
            this.caller = caller;
            this.self = self;
            this.value = value;
            this.input = input;
            this.code = code.shared();
            this.gas = gas;
            this.isStatic = isStatic;
            for (int at = 0; at < this.code.length; at++) {
                int op = this.code[at] & 0xff;
                if (op == 0x5b) {
                    destinations.add(at);
                } else if (op >= 0x60 && op <= 0x7f) {
                    at += op - 0x5f;
                }
            }
        }

        Ending run() {
            try {
                while (true) {
                    int op = pc < code.length ? code[pc] & 0xff : 0;
                    pc++;
                    switch (op) {
                        case 0x00 -> {
                            return new Ending(true, false, gas, Bytes.EMPTY);
                        }
                        case 0xf3, 0xfd -> {
                            need(2);
                            Bytes output = memory(pop(), pop());
                            return new Ending(op == 0xf3, op == 0xfd, gas, output);
                        }
                        case 0xff -> {
                            destroy();
                            return new Ending(true, false, gas, Bytes.EMPTY);
                        }
                        default -> step(op);
                    }
                }
            } catch (Fault e) {
                return new Ending(false, false, 0, Bytes.EMPTY);
            }
        }

        private void step(int op) {
            if (op >= 0x60 && op <= 0x7f) {
                pay(3);
                int size = op - 0x5f;
                byte[] bytes = new byte[size];
                int there = Math.max(0, Math.min(size, code.length - pc));
                System.arraycopy(code, Math.min(pc, code.length), bytes, 0, there);
                push(new BigInteger(1, bytes));
                pc += size;
            } else if (op >= 0x80 && op <= 0x8f) {
                pay(3);
                need(op - 0x7f);
                push(stack.get(stack.size() - (op - 0x7f)));
            } else if (op >= 0x90 && op <= 0x9f) {
                pay(3);
                need(op - 0x8e);
                java.util.Collections.swap(stack, stack.size() - 1, stack.size() - (op - 0x8e));
            } else if (op >= 0xa0 && op <= 0xa4) {
                log(op - 0xa0);
            } else if (op >= 0x01 && op <= 0x1e) {
                arithmetic(op);
            } else if (op >= 0x20 && op <= 0x4a) {
                environment(op);
            } else if (op >= 0x50 && op <= 0x5f) {
                memoryAndFlow(op);
            } else {
                system(op);
            }
        }

        private void arithmetic(int op) {
            switch (op) {
                case 0x01 -> binary(3, BigInteger::add);
                case 0x02 -> binary(5, BigInteger::multiply);
                case 0x03 -> binary(3, BigInteger::subtract);
                case 0x04 -> binary(5, (a, b) -> b.signum() == 0 ? b : a.divide(b));
                case 0x05 -> binary(5, (a, b) -> b.signum() == 0 ? b : signed(a).divide(signed(b)));
                case 0x06 -> binary(5, (a, b) -> b.signum() == 0 ? b : a.mod(b));
                case 0x07 -> binary(5, (a, b) -> b.signum() == 0 ? b : signed(a).remainder(signed(b)));
                case 0x08, 0x09 -> {
                    pay(8);
                    need(3);
                    BigInteger a = pop();
                    BigInteger b = pop();
                    BigInteger n = pop();
                    BigInteger result = op == 0x08 ? a.add(b) : a.multiply(b);
                    push(n.signum() == 0 ? n : result.mod(n));
                }
                case 0x0a -> {
                    need(2);
                    BigInteger base = pop();
                    BigInteger exponent = pop();
                    pay(10 + 50L * ((exponent.bitLength() + 7) / 8));
                    push(base.modPow(exponent, MODULUS));
                }
                case 0x0b -> binary(5, Frame.this::extend);
                case 0x10 -> binary(3, (a, b) -> flag(a.compareTo(b) < 0));
                case 0x11 -> binary(3, (a, b) -> flag(a.compareTo(b) > 0));
                case 0x12 -> binary(3, (a, b) -> flag(signed(a).compareTo(signed(b)) < 0));
                case 0x13 -> binary(3, (a, b) -> flag(signed(a).compareTo(signed(b)) > 0));
                case 0x14 -> binary(3, (a, b) -> flag(a.equals(b)));
                case 0x15 -> unary(3, a -> flag(a.signum() == 0));
                case 0x16 -> binary(3, BigInteger::and);
                case 0x17 -> binary(3, BigInteger::or);
                case 0x18 -> binary(3, BigInteger::xor);
                case 0x19 -> unary(3, a -> MODULUS.subtract(BigInteger.ONE).subtract(a));
                case 0x1a ->
                    binary(
                            3,
                            (i, a) -> small(i) < 32
                                    ? a.shiftRight((int) (8 * (31 - small(i)))).and(BigInteger.valueOf(255))
                                    : BigInteger.ZERO);
                case 0x1b -> binary(3, (n, a) -> small(n) < 256 ? a.shiftLeft((int) small(n)) : BigInteger.ZERO);
                case 0x1c -> binary(3, (n, a) -> small(n) < 256 ? a.shiftRight((int) small(n)) : BigInteger.ZERO);
                case 0x1d -> binary(3, (n, a) -> signed(a).shiftRight((int) Math.min(256, small(n))));
                case 0x1e -> unary(5, a -> BigInteger.valueOf(256 - a.bitLength()));
                default -> throw new Fault("undefined");
            }
        }

        private BigInteger extend(BigInteger size, BigInteger a) {
            if (small(size) >= 31) {
                return a;
            }
            int bits = (int) (8 * small(size) + 8);
            BigInteger low = a.mod(BigInteger.ONE.shiftLeft(bits));
            return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
        }

        private void environment(int op) {
            switch (op) {
                case 0x20 -> {
                    need(2);
                    BigInteger at = pop();
                    BigInteger size = pop();
                    pay(30 + 6 * words(small(size)));
                    push(new BigInteger(1, Keccak.hash(memory(at, size)).bytes().shared()));
                }
                case 0x30 -> value(2, word(self));
                case 0x31, 0x3b, 0x3f -> ofAccount(op);
                case 0x32 -> value(2, word(origin));
                case 0x33 -> value(2, word(caller));
                case 0x34 -> value(2, value);
                case 0x35 -> {
                    pay(3);
                    need(1);
                    push(new BigInteger(1, slice(input.shared(), pop(), 32)));
                }
                case 0x36 -> value(2, BigInteger.valueOf(input.size()));
                case 0x37 -> copy(input.shared());
                case 0x38 -> value(2, BigInteger.valueOf(code.length));
                case 0x39 -> copy(code);
                case 0x3a -> value(2, gasPrice);
                case 0x3c -> {
                    need(4);
                    Address address = address(pop());
                    pay(world.access(address));
                    copyBy(
                            world.accounts.containsKey(address)
                                    ? world.account(address).code.shared()
                                    : new byte[0],
                            0);
                }
                case 0x3d -> value(2, BigInteger.valueOf(returned.size()));
                case 0x3e -> {
                    need(3);
                    BigInteger to = pop();
                    BigInteger from = pop();
                    BigInteger size = pop();
                    if (from.add(size).compareTo(BigInteger.valueOf(returned.size())) > 0) {
                        throw new Fault("return data");
                    }
                    pay(3 + 3 * words(small(size)));
                    store(to, slice(returned.shared(), from, (int) small(size)), size);
                }
                case 0x40 -> {
                    pay(20);
                    need(1);
                    long number = small(pop());
                    boolean known = number < block.number() && number >= block.number() - 256;
                    push(
                            known
                                    ? new BigInteger(
                                            1,
                                            block.hashes().hash(number).bytes().shared())
                                    : BigInteger.ZERO);
                }
                case 0x41 -> value(2, word(block.beneficiary()));
                case 0x42 -> value(2, BigInteger.valueOf(block.timestamp()));
                case 0x43 -> value(2, BigInteger.valueOf(block.number()));
                case 0x44 ->
                    value(2, new BigInteger(1, block.prevRandao().bytes().shared()));
                case 0x45 -> value(2, BigInteger.valueOf(block.gasLimit()));
                case 0x46 -> value(2, BigInteger.valueOf(block.chainId()));
                case 0x47 -> value(5, world.account(self).balance);
                case 0x48 -> value(2, block.baseFee().toBigInteger());
                case 0x49 -> {
                    pay(3);
                    need(1);
                    pop();
                    push(BigInteger.ZERO);
                }
                case 0x4a -> value(2, BigInteger.ONE);
                default -> throw new Fault("undefined");
            }
        }

        private void ofAccount(int op) {
            need(1);
            Address address = address(pop());
            pay(world.access(address));
            boolean dead = world.isDead(address);
            push(
                    switch (op) {
                        case 0x31 -> dead ? BigInteger.ZERO : world.account(address).balance;
                        case 0x3b ->
                            BigInteger.valueOf(
                                    dead ? 0 : world.account(address).code.size());
                        default ->
                            dead
                                    ? BigInteger.ZERO
                                    : new BigInteger(
                                            1,
                                            Keccak.hash(world.account(address).code)
                                                    .bytes()
                                                    .shared());
                    });
        }

        private void memoryAndFlow(int op) {
            switch (op) {
                case 0x50 -> {
                    pay(2);
                    need(1);
                    pop();
                }
                case 0x51 -> {
                    pay(3);
                    need(1);
                    push(new BigInteger(1, memory(pop(), BigInteger.valueOf(32)).shared()));
                }
                case 0x52 -> {
                    pay(3);
                    need(2);
                    BigInteger at = pop();
                    store(at, UInt256.of(pop()).toBytes32().shared(), BigInteger.valueOf(32));
                }
                case 0x53 -> {
                    pay(3);
                    need(2);
                    BigInteger at = pop();
                    store(at, new byte[] {pop().byteValue()}, BigInteger.ONE);
                }
                case 0x54 -> {
                    need(1);
                    BigInteger key = pop();
                    pay(world.warmSlot(self, key) ? 2_100 : 100);
                    push(world.account(self).slots.getOrDefault(key, BigInteger.ZERO));
                }
                case 0x55 -> sstore();
                case 0x56 -> {
                    pay(8);
                    need(1);
                    jump(pop());
                }
                case 0x57 -> {
                    pay(10);
                    need(2);
                    BigInteger to = pop();
                    if (pop().signum() != 0) {
                        jump(to);
                    }
                }
                case 0x58 -> value(2, BigInteger.valueOf(pc - 1L));
                case 0x59 -> value(2, BigInteger.valueOf(memory.length));
                case 0x5a -> {
                    pay(2);
                    push(BigInteger.valueOf(gas));
                }
                case 0x5b -> pay(1);
                case 0x5c -> {
                    pay(100);
                    need(1);
                    push(world.transients.getOrDefault(self + "/" + pop().toString(16), BigInteger.ZERO));
                }
                case 0x5d -> {
                    forbidStatic();
                    pay(100);
                    need(2);
                    BigInteger key = pop();
                    world.transients.put(self + "/" + key.toString(16), pop());
                }
                case 0x5e -> {
                    need(3);
                    BigInteger to = pop();
                    BigInteger from = pop();
                    BigInteger size = pop();
                    pay(3 + 3 * words(small(size)));
                    if (size.signum() > 0) {
                        grow(to.max(from), size);
                    }
                    store(to, memory(from, size).shared(), size);
                }
                case 0x5f -> value(2, BigInteger.ZERO);
                default -> throw new Fault("undefined");
            }
        }

        private void sstore() {
            forbidStatic();
            need(2);
            if (gas <= 2_300) {
                throw new Fault("stipend");
            }
            BigInteger key = pop();
            BigInteger next = pop();
            long price = world.warmSlot(self, key) ? 2_100 : 0;
            BigInteger current = world.account(self).slots.getOrDefault(key, BigInteger.ZERO);
            BigInteger original = atStart.accounts.containsKey(self) && !world.created.contains(self)
                    ? atStart.account(self).slots.getOrDefault(key, BigInteger.ZERO)
                    : BigInteger.ZERO;
            if (current.equals(next) || !original.equals(current)) {
                price += 100;
            } else {
                price += original.signum() == 0 ? 20_000 : 2_900;
            }
            pay(price);
            if (!current.equals(next)) {
                if (original.equals(current)) {
                    world.refund += original.signum() != 0 && next.signum() == 0 ? 4_800 : 0;
                } else {
                    if (original.signum() != 0) {
                        world.refund -= current.signum() == 0 ? 4_800 : 0;
                        world.refund += next.signum() == 0 ? 4_800 : 0;
                    }
                    if (original.equals(next)) {
                        world.refund += original.signum() == 0 ? 19_900 : 2_800;
                    }
                }
            }
            if (next.signum() == 0) {
                world.account(self).slots.remove(key);
            } else {
                world.account(self).slots.put(key, next);
            }
        }

        private void system(int op) {
            switch (op) {
                case 0xf0, 0xf5 -> creation(op == 0xf5);
                case 0xf1, 0xf2, 0xf4, 0xfa -> call(op);
                default -> throw new Fault("undefined");
            }
        }

        private void creation(boolean salted) {
            forbidStatic();
            need(salted ? 4 : 3);
            BigInteger endowment = pop();
            BigInteger at = pop();
            BigInteger size = pop();
            BigInteger salt = salted ? pop() : BigInteger.ZERO;
            if (size.compareTo(BigInteger.valueOf(49_152)) > 0) {
                throw new Fault("initcode");
            }
            pay(32_000 + (salted ? 8 : 2) * words(small(size)));
            Bytes initcode = memory(at, size);
            returned = Bytes.EMPTY;
            PlainAccount creator = world.account(self);
            if (depth >= 1_024 || creator.balance.compareTo(endowment) < 0 || creator.nonce == -1) {
                push(BigInteger.ZERO);
                return;
            }
            long given = gas - gas / 64;
            gas -= given;
            long nonce = creator.nonce++;
            Address address = salted ? salted(salt, initcode) : ContractAddress.create(self, nonce);
            Ending ending = create(depth + 1, self, address, endowment, initcode, given);
            gas += ending.gasLeft;
            returned = ending.reverted ? ending.output : Bytes.EMPTY;
            push(ending.success ? word(address) : BigInteger.ZERO);
        }

        private Address salted(BigInteger salt, Bytes initcode) {
            Hash hash = Keccak.hash(Bytes.concat(
                    Bytes.of(0xff),
                    self.bytes(),
                    UInt256.of(salt).toBytes32(),
                    Keccak.hash(initcode).bytes()));
            return new Address(hash.bytes().slice(12, 20));
        }

        private void call(int op) {
            boolean hasValue = op == 0xf1 || op == 0xf2;
            need(hasValue ? 7 : 6);
            BigInteger wanted = pop();
            Address to = address(pop());
            BigInteger amount = hasValue ? pop() : BigInteger.ZERO;
            BigInteger inAt = pop();
            BigInteger inSize = pop();
            BigInteger outAt = pop();
            BigInteger outSize = pop();
            if (op == 0xf1 && isStatic && amount.signum() > 0) {
                throw new Fault("static");
            }
            grow(inAt, inSize);
            grow(outAt, outSize);
            Bytes data = memory(inAt, inSize);
            pay(world.access(to));
            pay(amount.signum() > 0 ? 9_000 : 0);
            pay(op == 0xf1 && amount.signum() > 0 && world.isDead(to) ? 25_000 : 0);
            long most = gas - gas / 64;
            long given = wanted.compareTo(BigInteger.valueOf(most)) > 0 ? most : wanted.longValueExact();
            gas -= given;
            given += amount.signum() > 0 ? 2_300 : 0;
            returned = Bytes.EMPTY;
            if (depth >= 1_024 || world.account(self).balance.compareTo(amount) < 0) {
                gas += given;
                push(BigInteger.ZERO);
                return;
            }
            Ending ending = switch (op) {
                case 0xf1 -> callee(self, to, to, amount, amount, data, given, isStatic);
                case 0xf2 -> callee(self, self, to, BigInteger.ZERO, amount, data, given, isStatic);
                case 0xf4 -> callee(caller, self, to, BigInteger.ZERO, value, data, given, isStatic);
                default -> callee(self, to, to, BigInteger.ZERO, BigInteger.ZERO, data, given, true);
            };
            gas += ending.gasLeft;
            returned = ending.output;
            int copied = (int) Math.min(small(outSize), returned.size());
            System.arraycopy(returned.shared(), 0, memory, copied == 0 ? 0 : (int) small(outAt), copied);
            push(flag(ending.success));
        }

        private Ending callee(
                Address from,
                Address as,
                Address codeOf,
                BigInteger moved,
                BigInteger seen,
                Bytes data,
                long given,
                boolean becomesStatic) {
            return PlainMachine.this.call(depth + 1, from, as, codeOf, moved, seen, data, given, becomesStatic);
        }

        private void destroy() {
            forbidStatic();
            need(1);
            pay(5_000);
            Address heir = address(pop());
            pay(world.warm.add(heir) ? 2_600 : 0);
            BigInteger balance = world.account(self).balance;
            pay(balance.signum() > 0 && world.isDead(heir) ? 25_000 : 0);
            world.account(self).balance = BigInteger.ZERO;
            PlainAccount there = world.account(heir);
            there.balance = there.balance.add(balance);
            if (world.created.contains(self)) {
                world.account(self).balance = BigInteger.ZERO;
                world.destroyed.add(self);
            }
        }

        private void log(int topics) {
            forbidStatic();
            need(2 + topics);
            BigInteger at = pop();
            BigInteger size = pop();
            List<Hash> given = new ArrayList<>();
            for (int i = 0; i < topics; i++) {
                given.add(new Hash(UInt256.of(pop()).toBytes32()));
            }
            pay(375 + 375L * topics + 8 * small(size));
            world.logs.add(new Log(self, given, memory(at, size)));
        }

        private void copy(byte[] source) {
            need(3);
            copyBy(source, 3);
        }

        private void copyBy(byte[] source, long base) {
            BigInteger to = pop();
            BigInteger from = pop();
            BigInteger size = pop();
            pay(base + 3 * words(small(size)));
            grow(to, size);
            store(to, slice(source, from, (int) small(size)), size);
        }

        private void jump(BigInteger to) {
            if (to.compareTo(MAX_LONG) > 0
                    || !destinations.contains((int) Math.min(Integer.MAX_VALUE, to.longValue()))) {
                throw new Fault("jump");
            }
            pc = to.intValueExact();
        }

        private void forbidStatic() {
            if (isStatic) {
                throw new Fault("static");
            }
        }

        private void pay(long price) {
            gas -= price;
            if (gas < 0) {
                throw new Fault("gas");
            }
        }

        private void need(int words) {
            if (stack.size() < words) {
                throw new Fault("underflow");
            }
        }

        private BigInteger pop() {
            return stack.removeLast();
        }

        private void push(BigInteger word) {
            if (stack.size() >= 1_024) {
                throw new Fault("overflow");
            }
            stack.add(word.mod(MODULUS));
        }

        private void value(long price, BigInteger word) {
            pay(price);
            push(word);
        }

        private void unary(long price, java.util.function.UnaryOperator<BigInteger> function) {
            pay(price);
            need(1);
            push(function.apply(pop()));
        }

        private void binary(long price, java.util.function.BinaryOperator<BigInteger> function) {
            pay(price);
            need(2);
            BigInteger a = pop();
            BigInteger b = pop();
            push(function.apply(a, b));
        }

        /** Pays for memory up to the end of a range; nothing for an empty one. */
        private void grow(BigInteger at, BigInteger size) {
            if (size.signum() == 0) {
                return;
            }
            long end = Math.min(HUGE, small(at)) + Math.min(HUGE, small(size));
            if (end > memory.length) {
                long before = memory.length / 32;
                long after = words(end);
                pay(cost(after) - cost(before));
                memory = Arrays.copyOf(memory, (int) (32 * after));
            }
        }

        private static long cost(long words) {
            return 3 * words + (words < 1L << 31 ? words * words / 512 : HUGE);
        }

        private Bytes memory(BigInteger at, BigInteger size) {
            grow(at, size);
            return size.signum() == 0
                    ? Bytes.EMPTY
                    : Bytes.wrap(Arrays.copyOfRange(memory, (int) small(at), (int) (small(at) + small(size))));
        }

        private void store(BigInteger at, byte[] bytes, BigInteger size) {
            grow(at, size);
            if (size.signum() > 0) {
                System.arraycopy(bytes, 0, memory, (int) small(at), bytes.length);
            }
        }

        private static byte[] slice(byte[] source, BigInteger from, int size) {
            byte[] part = new byte[size];
            long start = Math.min(source.length, small(from));
            int there = (int) Math.min(size, source.length - start);
            System.arraycopy(source, (int) start, part, 0, there);
            return part;
        }
    }

    private static long small(BigInteger word) {
        return word.compareTo(BigInteger.valueOf(HUGE)) > 0 ? HUGE : word.longValue();
    }

    private static BigInteger signed(BigInteger word) {
        return word.compareTo(SIGN) >= 0 ? word.subtract(MODULUS) : word;
    }

    private static BigInteger flag(boolean set) {
        return set ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static BigInteger word(Address address) {
        return new BigInteger(1, address.bytes().shared());
    }

    private static Address address(BigInteger word) {
        return new Address(UInt256.of(word).toBytes32().slice(12, 20));
    }
}
