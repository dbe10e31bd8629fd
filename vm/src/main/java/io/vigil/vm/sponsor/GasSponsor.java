package io.vigil.vm.sponsor;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ContractAddress;
import io.vigil.vm.NativeContract;
import io.vigil.vm.sponsor.SponsorBook.Field;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The system contract at 0x…1003. A contract becomes a sponsor by its creator's {@code claim} (who proves it by the nonce
 * of the CREATE) or by naming an owner itself ({@code appoint}); the owner then sets the policy. Anyone may deposit. The
 * ABI is {@code GasSponsor.abi.json} beside this class.
 */
public final class GasSponsor implements NativeContract {
    public static final Address ADDRESS = Address.ofInt(0x1003);

    /** Above any price that makes sense; keeps prices times gas below 2^256. */
    private static final UInt256 MAX_PRICE = new UInt256(0, 0, -1, -1);

    private static final long READ = 5_000;
    private static final long WRITE = 30_000;
    private static final long POLICY = 150_000;
    private static final int WORD = 32;

    private final Map<Bytes, Method> methods = new TreeMap<>();

    /**
     * @param words arguments that the call must have
     * @param isPayable whether it may carry value
     */
    private record Method(long price, int words, boolean isPayable, Function<Arguments, Answer> run) {}

    private record Arguments(Call call, Context context, SponsorBook book) {
        UInt256 word(int index) {
            return UInt256.of(call.input().slice(4 + WORD * index, WORD));
        }

        Address address(int index) {
            return SponsorBook.address(word(index));
        }

        boolean isOwner(Address contract) {
            return book.get(Field.OWNER, contract).equals(SponsorBook.word(call.caller()));
        }
    }

    public GasSponsor() {
        add("deposit(address)", new Method(WRITE, 1, true, GasSponsor::deposit));
        add("claim(address,uint64)", new Method(WRITE, 2, false, GasSponsor::claim));
        add("appoint(address)", new Method(WRITE, 1, false, GasSponsor::appoint));
        add("transferOwnership(address,address)", new Method(WRITE, 2, false, GasSponsor::transferOwnership));
        add(
                "setPolicy(address,uint256,uint256,uint256,uint64,bool,bool)",
                new Method(POLICY, 7, false, GasSponsor::setPolicy));
        add("allowSelector(address,bytes4,bool)", new Method(WRITE, 3, false, GasSponsor::allowSelector));
        add("allowCaller(address,address,bool)", new Method(WRITE, 3, false, GasSponsor::allowCaller));
        add("withdraw(address,address,uint256)", new Method(WRITE, 3, false, GasSponsor::withdraw));
        add("ownerOf(address)", new Method(READ, 1, false, call -> value(call, Field.OWNER)));
        add("depositOf(address)", new Method(READ, 1, false, call -> value(call, Field.DEPOSIT)));
        add("budgetOf(address)", new Method(READ, 1, false, call -> value(call, Field.BUDGET)));
        add("wouldPay(address,address,bytes4,uint64,uint256)", new Method(4 * READ, 5, false, GasSponsor::wouldPay));
    }

    private void add(String signature, Method method) {
        Hash hash = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)));
        methods.put(hash.bytes().slice(0, 4), method);
    }

    private @Nullable Method method(Bytes input) {
        return input.size() < 4 ? null : methods.get(input.slice(0, 4));
    }

    @Override
    public long price(Bytes input) {
        Method method = method(input);
        return method == null ? READ : method.price;
    }

    @Override
    public Answer run(Call call, Context context) {
        Method method = method(call.input());
        if (method == null) {
            return revert("sponsor: no such method");
        }
        if (call.input().size() < 4 + WORD * method.words) {
            return revert("sponsor: arguments missing");
        }
        if (!method.isPayable && !call.value().isZero()) {
            return revert("sponsor: not payable");
        }
        SponsorBook book = new SponsorBook(new SponsorBook.Slots() {
            @Override
            public UInt256 load(UInt256 key) {
                return context.load(key);
            }

            @Override
            public void store(UInt256 key, UInt256 value) {
                context.store(key, value);
            }
        });
        return method.run.apply(new Arguments(call, context, book));
    }

    private static Answer deposit(Arguments call) {
        Address contract = call.address(0);
        UInt256 deposit = call.book.get(Field.DEPOSIT, contract).add(call.call.value());
        call.book.set(Field.DEPOSIT, contract, deposit);
        return done();
    }

    private static Answer claim(Arguments call) {
        Address contract = call.address(0);
        UInt256 nonce = call.word(1);
        if (!nonce.isLong()
                || !ContractAddress.create(call.call.caller(), nonce.limb0()).equals(contract)) {
            return revert("sponsor: the caller did not create the contract with this nonce");
        }
        if (!call.book.get(Field.OWNER, contract).isZero()) {
            return revert("sponsor: the contract has an owner");
        }
        call.book.set(Field.OWNER, contract, SponsorBook.word(call.call.caller()));
        return done();
    }

    private static Answer appoint(Arguments call) {
        call.book.set(Field.OWNER, call.call.caller(), SponsorBook.word(call.address(0)));
        return done();
    }

    private static Answer transferOwnership(Arguments call) {
        return asOwner(call, () -> call.book.set(Field.OWNER, call.address(0), SponsorBook.word(call.address(1))));
    }

    private static Answer setPolicy(Arguments call) {
        if (call.word(1).compareTo(MAX_PRICE) > 0 || call.word(2).compareTo(call.word(1)) > 0) {
            return revert("sponsor: the tip is above the price, or the price above 2^128");
        }
        Address contract = call.address(0);
        return asOwner(call, () -> {
            call.book.set(Field.MAX_PRICE, contract, call.word(1));
            call.book.set(Field.TIP, contract, call.word(2));
            call.book.set(Field.BUDGET, contract, call.word(3));
            call.book.set(Field.MAX_GAS, contract, call.word(4));
            call.book.set(Field.ANY_SELECTOR, contract, call.word(5));
            call.book.set(Field.ANY_CALLER, contract, call.word(6));
        });
    }

    private static Answer allowSelector(Arguments call) {
        Bytes selector = call.word(1).toBytes32().slice(0, 4);
        boolean allowed = !call.word(2).isZero();
        return asOwner(call, () -> call.book.allow(Field.SELECTOR, call.address(0), selector, allowed));
    }

    private static Answer allowCaller(Arguments call) {
        Bytes caller = call.address(1).bytes();
        boolean allowed = !call.word(2).isZero();
        return asOwner(call, () -> call.book.allow(Field.CALLER, call.address(0), caller, allowed));
    }

    private static Answer withdraw(Arguments call) {
        Address contract = call.address(0);
        UInt256 amount = call.word(2);
        UInt256 deposit = call.book.get(Field.DEPOSIT, contract);
        if (!call.isOwner(contract)) {
            return revert("sponsor: only the owner");
        }
        if (amount.compareTo(deposit) > 0 || !call.context.pay(call.address(1), amount)) {
            return revert("sponsor: more than the deposit");
        }
        call.book.set(Field.DEPOSIT, contract, deposit.subtract(amount));
        return done();
    }

    private static Answer wouldPay(Arguments call) {
        Bytes selector = call.word(2).toBytes32().slice(0, 4);
        SponsorDecision decision = SponsorDecision.of(
                call.book,
                call.address(0),
                call.address(1),
                selector,
                call.word(3).toLongSaturated(),
                call.word(4));
        return switch (decision) {
            case SponsorDecision.Pays pays -> word(UInt256.ONE);
            case SponsorDecision.Refuses refuses -> word(UInt256.ZERO);
            case SponsorDecision.Cannot cannot -> word(UInt256.ZERO);
        };
    }

    private static Answer value(Arguments call, Field field) {
        return word(call.book.get(field, call.address(0)));
    }

    private static Answer asOwner(Arguments call, Runnable act) {
        if (!call.isOwner(call.address(0))) {
            return revert("sponsor: only the owner");
        }
        act.run();
        return done();
    }

    private static Answer done() {
        return new Answer.Returned(Bytes.EMPTY);
    }

    private static Answer word(UInt256 value) {
        return new Answer.Returned(value.toBytes32());
    }

    /** {@code Error(string)} as Solidity encodes it. */
    private static Answer revert(String why) {
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        Bytes padding = Bytes.wrap(new byte[(WORD - text.length % WORD) % WORD]);
        return new Answer.Reverted(Bytes.concat(
                Bytes.fromHex("08c379a0"),
                UInt256.of(WORD).toBytes32(),
                UInt256.of(text.length).toBytes32(),
                Bytes.wrap(text),
                padding));
    }
}
