package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Target;
import io.vigil.vm.BlobSchedule;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.Halt;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.interpreter.Outcome;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Code;
import io.vigil.vm.state.WorldState;
import io.vigil.vm.transaction.Rejection.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executes one message on a world: rules, price, warm addresses, authorizations, the call itself, refunds, fees. What it
 * leaves in the world is not committed yet.
 */
final class TransactionProcessor {
    private final Fork fork;
    private final BlockEnvironment block;
    private final UInt256 blobBaseFee;
    private final WorldState world;
    private final Interpreter machine;
    private final Sponsorship sponsorship;

    TransactionProcessor(
            Fork fork,
            BlockEnvironment block,
            UInt256 blobBaseFee,
            WorldState world,
            Interpreter machine,
            Sponsorship sponsorship) {
        this.sponsorship = sponsorship;
        this.fork = fork;
        this.block = block;
        this.blobBaseFee = blobBaseFee;
        this.world = world;
        this.machine = machine;
    }

    /** What an execution came to, before it has a place in a block. */
    record Executed(
            long gasUsed,
            UInt256 gasPrice,
            Bytes output,
            @Nullable Halt halt,
            List<Log> logs,
            Address payer) {}

    /** The rules that depend on state and block, for a transaction in a block. */
    Optional<Rejection> refusal(Message message, long gasAvailable, long blobGasAvailable) {
        AccountEntry sender = world.account(message.sender());
        return Admission.ofMessage(message, fork)
                .or(() -> Admission.ofNonce(message, sender.nonce()))
                .or(() -> ofSender(message, sender))
                .or(() -> ofFee(message))
                .or(() -> Admission.ofBlobFee(message, blobBaseFee))
                .or(() -> ofRoom(message, gasAvailable, blobGasAvailable))
                .or(() -> Admission.ofFunds(message, sender.balance()));
    }

    private Optional<Rejection> ofFee(Message message) {
        return sponsorship.isWanted(message)
                ? sponsorship.refusal(message)
                : Admission.ofBaseFee(message, block.baseFee());
    }

    private Optional<Rejection> ofSender(Message message, AccountEntry sender) {
        if (!sender.hasCode()) {
            return Optional.empty();
        }
        Bytes code = world.code(sender).bytes();
        return Admission.ofSenderCode(message, code, fork.has(Eip.EIP_7702) && Code.isDelegation(code));
    }

    private static Optional<Rejection> ofRoom(Message message, long gasAvailable, long blobGasAvailable) {
        if (Long.compareUnsigned(message.gasLimit(), gasAvailable) > 0) {
            return Admission.refuse(Reason.BLOCK_GAS_LIMIT, "gas limit reached");
        }
        if (blobGas(message) > blobGasAvailable) {
            return Admission.refuse(Reason.BLOB_GAS_LIMIT, "blob gas limit reached");
        }
        return Optional.empty();
    }

    static long blobGas(Message message) {
        return BlobSchedule.GAS_PER_BLOB * message.blobHashes().size();
    }

    /** Who pays for the gas: decided before anything runs. */
    private sealed interface Payer {
        record Sender(AccountEntry account) implements Payer {}

        record Sponsor(Address contract) implements Payer {}
    }

    /** Executes what {@link #refusal} found nothing against. */
    Executed execute(Message message) {
        AccountEntry sender = world.account(message.sender());
        Payer payer = payer(message, sender);
        UInt256 price = switch (payer) {
            case Payer.Sender own -> message.effectiveGasPrice(block.baseFee());
            case Payer.Sponsor(var contract) -> sponsorship.price(message, contract);
        };
        IntrinsicGas intrinsic = IntrinsicGas.of(message, fork);
        machine.begin(message.sender(), price, message.blobHashes());
        warm(message, sender);
        charge(payer, price.multiply(UInt256.of(message.gasLimit())));
        burnBlobFee(message, sender);
        long nonce = sender.nonce();
        world.setNonce(sender, nonce + 1);
        long authorizationRefund = authorize(message.authorizations());
        long gas = message.gasLimit() - intrinsic.charged();
        Outcome outcome = switch (message.target()) {
            case Target.Call(Address to) -> call(message, sender, world.account(to), gas);
            case Target.Create() -> create(message, sender, nonce, gas);
        };
        long gasUsed = settle(message, intrinsic, outcome.gasLeft(), world.refund() + authorizationRefund);
        giveBack(payer, price.multiply(UInt256.of(message.gasLimit() - gasUsed)));
        reward(price, gasUsed);
        return new Executed(
                gasUsed, price, outcome.output(), outcome.halt().orElse(null), machine.logs(), address(payer));
    }

    private Payer payer(Message message, AccountEntry sender) {
        return switch (message.target()) {
            case Target.Call(Address to) when sponsorship.isWanted(message) -> new Payer.Sponsor(to);
            case Target.Call call -> new Payer.Sender(sender);
            case Target.Create create -> new Payer.Sender(sender);
        };
    }

    private void charge(Payer payer, UInt256 amount) {
        switch (payer) {
            case Payer.Sender(var account) ->
                world.setBalance(account, account.balance().subtract(amount));
            case Payer.Sponsor(var contract) -> sponsorship.charge(contract, amount);
        }
    }

    private void giveBack(Payer payer, UInt256 amount) {
        switch (payer) {
            case Payer.Sender(var account) ->
                world.setBalance(account, account.balance().add(amount));
            case Payer.Sponsor(var contract) -> sponsorship.giveBack(contract, amount);
        }
    }

    private static Address address(Payer payer) {
        return switch (payer) {
            case Payer.Sender(var account) -> account.address();
            case Payer.Sponsor(var contract) -> contract;
        };
    }

    private void burnBlobFee(Message message, AccountEntry sender) {
        if (message.type() == 3) {
            UInt256 fee = blobBaseFee.multiply(UInt256.of(blobGas(message)));
            world.setBalance(sender, sender.balance().subtract(fee));
        }
    }

    /** EIP-2929, EIP-2930, EIP-3651. */
    private void warm(Message message, AccountEntry sender) {
        world.warm(sender);
        if (message.target() instanceof Target.Call(Address to)) {
            world.warm(world.account(to));
        }
        if (fork.has(Eip.EIP_3651)) {
            world.warm(world.account(block.beneficiary()));
        }
        for (AccessListEntry entry : message.accessList()) {
            AccountEntry account = world.account(entry.address());
            world.warm(account);
            for (Hash key : entry.storageKeys()) {
                Bytes b = key.bytes();
                world.warm(world.slot(account, b.getLong(0), b.getLong(8), b.getLong(16), b.getLong(24)));
            }
        }
    }

    /** EIP-7702: lets each authority that really signed delegate. Returns the refund. */
    private long authorize(List<Authorization> authorizations) {
        long refund = 0;
        for (Authorization authorization : authorizations) {
            UInt256 chain = authorization.chainId();
            boolean ours = chain.isZero() || chain.isLong() && chain.limb0() == block.chainId();
            if (!ours || authorization.nonce() == -1) {
                continue;
            }
            Optional<Address> authority = authorization.authority();
            if (authority.isPresent()) {
                refund += delegate(world.account(authority.get()), authorization);
            }
        }
        return refund;
    }

    private long delegate(AccountEntry authority, Authorization authorization) {
        world.warm(authority);
        Bytes code = world.code(authority).bytes();
        boolean free = code.isEmpty() || Code.isDelegation(code);
        if (!free || authority.nonce() != authorization.nonce()) {
            return 0;
        }
        long refund = authority.isEmpty() ? 0 : GasSchedule.AUTHORIZATION - GasSchedule.AUTHORIZATION_BASE;
        Address target = authorization.address();
        world.setCode(authority, target.equals(Address.ZERO) ? Bytes.EMPTY : Code.delegationTo(target));
        world.setNonce(authority, authority.nonce() + 1);
        return refund;
    }

    private Outcome call(Message message, AccountEntry sender, AccountEntry target, long gas) {
        if (fork.has(Eip.EIP_7702) && target.hasCode()) {
            Bytes delegate = world.code(target).delegate();
            if (delegate != null) {
                world.warm(world.account(new Address(delegate)));
            }
        }
        return machine.call(sender, target, message.value(), message.data(), gas);
    }

    private Outcome create(Message message, AccountEntry sender, long nonce, long gas) {
        AccountEntry created = world.account(ContractAddress.create(message.sender(), nonce));
        world.warm(created);
        if (world.isOccupied(created)) {
            return Outcome.failed(Halt.ADDRESS_COLLISION);
        }
        return machine.create(sender, created, message.value(), message.data(), gas);
    }

    /** The gas that is paid for: refunds are bounded by use (EIP-3529) and the whole by the floor (EIP-7623). */
    private long settle(Message message, IntrinsicGas intrinsic, long gasLeft, long refund) {
        long used = message.gasLimit() - gasLeft;
        used -= Math.min(refund, Long.divideUnsigned(used, fork.gas().refundQuotient()));
        return Math.max(used, intrinsic.floor());
    }

    /** The base fee is burned, the rest is the beneficiary's. */
    private void reward(UInt256 price, long gasUsed) {
        AccountEntry beneficiary = world.account(block.beneficiary());
        UInt256 tip = price.subtract(block.baseFee()).multiply(UInt256.of(gasUsed));
        if (tip.isZero()) {
            world.touch(beneficiary);
        } else {
            world.setBalance(beneficiary, beneficiary.balance().add(tip));
        }
    }
}
