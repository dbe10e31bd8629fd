package io.vigil.governance.contracts;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.Unbonding;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.types.genesis.GovernanceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The system contract at 0x…1000: registering, keys, stake, exit (G6–G15). Its ABI is {@code Validators.abi.json} beside this. */
public final class ValidatorsContract {
    private static final long REGISTER = 800_000;
    private static final long CHANGE = 450_000;
    private static final long KEY = 800_000;

    private final ChainIdentity chain;
    private final MethodTable methods;

    public ValidatorsContract(ChainIdentity chain) {
        this.chain = chain;
        this.methods = new MethodTable(Registry.ADDRESS, chain);
        methods.write("register(bytes,bytes,bytes32,address,address,string)", REGISTER, true, this::register);
        methods.write("topUp(address)", CHANGE, true, ValidatorsContract::topUp);
        methods.write("rotateKey(address,bytes,bytes)", KEY, false, this::rotateKey);
        methods.write("setNode(address,bytes32,address,string)", CHANGE, false, ValidatorsContract::setNode);
        methods.write("setOperator(address,address)", CHANGE, false, ValidatorsContract::setOperator);
        methods.write("exit(address)", CHANGE, false, ValidatorsContract::exit);
        methods.write("cancelExit(address)", CHANGE, false, ValidatorsContract::cancelExit);
        methods.write("jail(address)", CHANGE, false, ValidatorsContract::jail);
        methods.write("unjail(address)", CHANGE, false, ValidatorsContract::unjail);
        methods.write("unbond(address,uint256)", CHANGE, false, ValidatorsContract::unbond);
        methods.write("withdraw(address)", CHANGE, false, ValidatorsContract::withdraw);
        addViews();
    }

    private void addViews() {
        methods.read(
                "count()",
                MethodTable.READ,
                call -> new AbiWriter().number(call.registry().count()));
        methods.read(
                "at(uint256)",
                MethodTable.READ,
                call -> new AbiWriter().address(call.registry().listed((int) Math.min(index(call), 1 << 20))));
        methods.read("validator(address)", 2 * MethodTable.READ, ValidatorsContract::validator);
        methods.read("unbonding(address)", 2 * MethodTable.READ, ValidatorsContract::unbonding);
        methods.read("conduct(address)", MethodTable.READ, ValidatorsContract::conduct);
        methods.read("readiness(address)", MethodTable.READ, ValidatorsContract::readiness);
        methods.read(
                "keyOwner(bytes)",
                MethodTable.READ,
                call -> owner(call.registry().keyOwner(call.arguments().bytes())));
        methods.read(
                "operated(address)",
                MethodTable.READ,
                call -> owner(call.registry().operated(call.arguments().address())));
        methods.read("wasMember(uint64,address,bytes,uint64)", MethodTable.READ, ValidatorsContract::wasMember);
    }

    public long price(Bytes input) {
        return methods.price(input);
    }

    public Answer call(Call call, Host host) {
        return methods.call(call, host);
    }

    private AbiWriter register(Invocation call) throws Refusal, MalformedException {
        AbiReader in = call.arguments();
        BlsPublicKey key = key(in.bytes());
        BlsSignature proof = BlsSignature.parse(in.bytes());
        Bytes nodeId = in.hash().bytes();
        Address fees = in.address();
        Address withdrawal = in.address();
        String contact = in.text();
        EpochState epoch = call.boundedEpoch();
        Address validator = ValidatorRecord.addressOf(key.bytes());
        Registry registry = call.registry();
        refuseIf(registry.keyOwner(key.bytes()).isPresent(), "KEY_USED: " + key);
        refuseIf(
                registry.operated(call.call().caller()).isPresent(),
                "OPERATOR_USED: " + call.call().caller());
        refuseIf(!Possession.holds(chain, validator, key, proof), "POSSESSION: the proof is not the key's");
        refuseIf(registry.nodeOwner(nodeId).isPresent(), "NODE_USED: " + nodeId);
        refuseIf(
                registry.count() >= epoch.parameters().number(Parameter.MAX_RECORDS),
                "FULL: " + registry.count() + " validators");
        boolean staked = epoch.module() == GovernanceModule.STAKE;
        refuseIf(
                staked && call.call().value().compareTo(epoch.parameters().get(Parameter.MIN_STAKE)) < 0,
                "STAKE: at least " + epoch.parameters().get(Parameter.MIN_STAKE));
        refuseIf(call.call().value().compareTo(ValidatorRecord.MAX_STAKE) > 0, "STAKE: too much");
        Address fee = fees.equals(Address.ZERO) ? call.call().caller() : fees;
        checkNode(fee, contact);
        Registry.edit(call.state())
                .add(
                        validator,
                        new ValidatorRecord(
                                key.bytes(),
                                Bytes.EMPTY,
                                call.call().caller(),
                                fee,
                                nodeId,
                                withdrawal.equals(Address.ZERO) ? call.call().caller() : withdrawal,
                                contact,
                                UInt256.ZERO,
                                call.call().value(),
                                call.call().value(),
                                List.of(),
                                Standing.ACTIVE,
                                0,
                                0,
                                epoch.epoch()));
        call.emit("Registered(address,bytes)", topic(validator), new AbiWriter().bytes(key.bytes()));
        return new AbiWriter().address(validator);
    }

    private static AbiWriter topUp(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        refuseIf(call.call().value().isZero(), "NOTHING");
        ValidatorRecord record = record(call, validator);
        UInt256 sum = record.incoming().add(call.call().value());
        refuseIf(sum.compareTo(ValidatorRecord.MAX_STAKE) > 0, "STAKE: too much");
        put(call, validator, record.plusIncoming(call.call().value(), true));
        call.emit(
                "StakeAdded(address,uint256)",
                topic(validator),
                new AbiWriter().number(call.call().value()));
        return new AbiWriter();
    }

    private AbiWriter rotateKey(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        BlsPublicKey key = key(call.arguments().bytes());
        BlsSignature proof = BlsSignature.parse(call.arguments().bytes());
        call.boundedEpoch();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(call.registry().keyOwner(key.bytes()).isPresent(), "KEY_USED: " + key);
        refuseIf(!Possession.holds(chain, validator, key, proof), "POSSESSION: the proof is not the key's");
        Registry.edit(call.state()).ownKey(key.bytes(), validator);
        put(call, validator, record.withNextKey(key.bytes()));
        call.emit("KeyChosen(address,bytes)", topic(validator), new AbiWriter().bytes(key.bytes()));
        return new AbiWriter();
    }

    private static AbiWriter setNode(Invocation call) throws Refusal, MalformedException {
        AbiReader in = call.arguments();
        Address validator = in.address();
        Bytes nodeId = in.hash().bytes();
        Address fees = in.address();
        String contact = in.text();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        checkNode(fees, contact);
        Optional<Address> owner = call.registry().nodeOwner(nodeId);
        refuseIf(owner.isPresent() && !owner.get().equals(validator), "NODE_USED: " + nodeId);
        Registry.Edit registry = Registry.edit(call.state());
        if (!record.nodeId().isEmpty() && !record.nodeId().equals(nodeId)) {
            registry.freeNode(record.nodeId());
        }
        registry.ownNode(nodeId, validator);
        put(call, validator, record.withNode(nodeId, fees, contact));
        return changed(call, validator, "node");
    }

    private static AbiWriter setOperator(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        Address operator = call.arguments().address();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        Registry.Edit registry = Registry.edit(call.state());
        if (!record.operator().equals(Address.ZERO)) {
            registry.release(record.operator());
        }
        if (!operator.equals(Address.ZERO)) {
            refuseIf(call.registry().operated(operator).isPresent(), "OPERATOR_USED: " + operator);
            registry.operate(operator, validator);
        }
        put(call, validator, record.withOperator(operator));
        return changed(call, validator, "operator");
    }

    private static AbiWriter exit(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        EpochState epoch = call.boundedEpoch();
        refuseIf(epoch.module() == GovernanceModule.STATIC, "STATIC: members do not change on this chain");
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(
                record.standing() == Standing.EXITING || record.standing() == Standing.TOMBSTONED,
                "STANDING: " + record.standing());
        put(call, validator, record.withStanding(Standing.EXITING, call.call().number()));
        return changed(call, validator, "exit");
    }

    private static AbiWriter cancelExit(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        EpochState epoch = call.boundedEpoch();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(record.standing() != Standing.EXITING, "STANDING: " + record.standing());
        refuseIf(epoch.member(validator).isEmpty(), "LEFT: no longer a member");
        put(call, validator, record.withStanding(Standing.ACTIVE, call.call().number()));
        return changed(call, validator, "cancelExit");
    }

    private static AbiWriter jail(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        EpochState epoch = call.boundedEpoch();
        refuseIf(epoch.module() == GovernanceModule.STATIC, "STATIC: members do not change on this chain");
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(record.standing() != Standing.ACTIVE, "STANDING: " + record.standing());
        put(call, validator, record.withStanding(Standing.JAILED, epoch.epoch() + 1));
        return changed(call, validator, "jail");
    }

    private static AbiWriter unjail(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        EpochState epoch = call.boundedEpoch();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(record.standing() != Standing.JAILED, "STANDING: " + record.standing());
        refuseIf(epoch.epoch() < record.standingSince(), "JAILED: until epoch " + record.standingSince());
        refuseIf(
                !call.registry().readiness(validator).isOf(epoch.epoch()),
                "NOT_READY: its node has given no signal in epoch " + epoch.epoch());
        put(call, validator, record.withStanding(Standing.ACTIVE, call.call().number()));
        return changed(call, validator, "unjail");
    }

    private static AbiWriter unbond(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        UInt256 amount = call.arguments().amount();
        EpochState epoch = call.boundedEpoch();
        call.authorize(validator);
        ValidatorRecord record = record(call, validator);
        refuseIf(record.standing() == Standing.TOMBSTONED, "STANDING: " + record.standing());
        refuseIf(amount.isZero() || amount.compareTo(record.stake()) > 0, "AMOUNT: not from 1 to the stake");
        UInt256 left = record.stake().subtract(amount);
        boolean staked = epoch.module() == GovernanceModule.STAKE;
        refuseIf(
                staked && left.compareTo(epoch.parameters().get(Parameter.MIN_STAKE)) < 0,
                "STAKE: below minStake; exit to draw everything");
        refuseIf(record.unbonding().size() == ValidatorRecord.MAX_UNBONDING, "TOO_MANY: withdraw first");
        List<Unbonding> out = new ArrayList<>(record.unbonding());
        out.add(new Unbonding(
                amount,
                epoch.epoch() + epoch.parameters().number(Parameter.UNBONDING_EPOCHS),
                call.call().timestamp() + epoch.parameters().number(Parameter.UNBONDING_SECONDS)));
        put(call, validator, record.withMoney(left, record.incoming(), record.paid(), out));
        return changed(call, validator, "unbond");
    }

    /** Pays what is due; of what came from another chain nothing can be paid here, it is only let go. */
    private static AbiWriter withdraw(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        EpochState epoch = call.boundedEpoch();
        ValidatorRecord record = record(call, validator);
        refuseIf(record.withdrawal().equals(Address.ZERO), "NO_WITHDRAWAL_ADDRESS");
        UInt256 due = UInt256.ZERO;
        List<Unbonding> left = new ArrayList<>();
        for (Unbonding entry : record.unbonding()) {
            if (entry.isDue(epoch.epoch(), call.call().timestamp())) {
                due = due.add(entry.amount());
            } else {
                left.add(entry);
            }
        }
        refuseIf(due.isZero(), "NOT_DUE: nothing can be drawn yet");
        UInt256 paid = due.min(record.paid());
        put(
                call,
                validator,
                record.withMoney(
                        record.stake(), record.incoming(), record.paid().subtract(paid), left));
        refuseIf(!paid.isZero() && !call.host().pay(record.withdrawal(), paid), "BALANCE: the contract has less");
        call.emit(
                "Withdrawn(address,address,uint256)",
                topic(validator),
                new AbiWriter().address(record.withdrawal()).number(paid));
        return new AbiWriter().number(paid);
    }

    private static AbiWriter validator(Invocation call) throws Refusal, MalformedException {
        ValidatorRecord record = record(call, call.arguments().address());
        Bytes nodeId = record.nodeId().isEmpty() ? Hash.ZERO.bytes() : record.nodeId();
        return new AbiWriter()
                .bytes(record.blsKey())
                .bytes(record.nextKey())
                .address(record.operator())
                .address(record.feeAddress())
                .hash(new Hash(nodeId))
                .address(record.withdrawal())
                .text(record.contact())
                .number(record.stake())
                .number(record.incoming())
                .number(record.paid())
                .number(record.standing().code())
                .number(record.standingSince())
                .number(record.votedPower())
                .number(record.since());
    }

    private static AbiWriter unbonding(Invocation call) throws Refusal, MalformedException {
        List<Unbonding> entries = record(call, call.arguments().address()).unbonding();
        return new AbiWriter()
                .amounts(entries.stream().map(Unbonding::amount).toList())
                .numbers(entries, Unbonding::epoch)
                .numbers(entries, Unbonding::timestamp);
    }

    private static AbiWriter conduct(Invocation call) throws MalformedException {
        Conduct conduct = call.registry().conduct(call.arguments().address());
        return new AbiWriter()
                .number(conduct.missed())
                .number(conduct.gave())
                .number(conduct.barLevel())
                .number(conduct.barredSince());
    }

    private static AbiWriter readiness(Invocation call) throws MalformedException {
        Readiness readiness = call.registry().readiness(call.arguments().address());
        return new AbiWriter()
                .number(readiness.version())
                .number(readiness.sequence())
                .number(readiness.epoch())
                .number(readiness.height());
    }

    private static AbiWriter wasMember(Invocation call) throws MalformedException {
        AbiReader in = call.arguments();
        long epoch = in.number();
        Address validator = in.address();
        Bytes key = in.bytes();
        return new AbiWriter().flag(new Spans(call.host()).holds(epoch, validator, key, in.number()));
    }

    private static long index(Invocation call) throws MalformedException {
        return call.arguments().number();
    }

    private static AbiWriter owner(Optional<Address> owner) {
        return new AbiWriter().address(owner.orElse(Address.ZERO));
    }

    private static AbiWriter changed(Invocation call, Address validator, String what) {
        call.emit("Changed(address,string)", topic(validator), new AbiWriter().text(what));
        return new AbiWriter();
    }

    private static List<UInt256> topic(Address validator) {
        return List.of(UInt256.of(validator.bytes()));
    }

    private static void put(Invocation call, Address validator, ValidatorRecord record) {
        Registry.edit(call.state()).put(validator, record);
    }

    private static ValidatorRecord record(Invocation call, Address validator) throws Refusal {
        return switch (call.registry().record(validator)) {
            case Decoded.Ok<ValidatorRecord>(ValidatorRecord record) -> record;
            case Decoded.Bad<ValidatorRecord>(String reason) ->
                throw new Refusal("NO_RECORD: " + validator + ": " + reason);
        };
    }

    private static BlsPublicKey key(Bytes bytes) throws Refusal {
        try {
            return BlsPublicKey.parse(bytes);
        } catch (MalformedException e) {
            throw new Refusal("KEY: " + e.getMessage());
        }
    }

    /** G7: fees of a system contract would be nobody's. */
    private static void checkNode(Address fees, String contact) throws Refusal {
        for (int number = 0x1000; number <= 0x1004; number++) {
            refuseIf(fees.equals(Address.ofInt(number)), "FEE_ADDRESS: a system contract");
        }
        refuseIf(!ValidatorRecord.isContact(contact), "CONTACT: up to 128 bytes without control characters");
    }

    private static void refuseIf(boolean wrong, String why) throws Refusal {
        if (wrong) {
            throw new Refusal(why);
        }
    }
}
