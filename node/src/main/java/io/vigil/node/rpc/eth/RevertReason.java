package io.vigil.node.rpc.eth;

import io.vigil.node.rpc.json.RpcError;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what Solidity's {@code revert}, {@code require} and {@code assert} leave behind, and says it as geth does. */
final class RevertReason {
    private static final Bytes ERROR = Bytes.fromHex("0x08c379a0"); // Error(string)
    private static final Bytes PANIC = Bytes.fromHex("0x4e487b71"); // Panic(uint256)

    private RevertReason() {}

    /** The error that ends a call whose code reverted with {@code output}. */
    static RpcException error(Bytes output) {
        return new RpcException(new RpcError(RpcError.REVERTED, message(output), Json.bytes(output)));
    }

    static String message(Bytes output) {
        return "execution reverted"
                + decode(output).map(reason -> ": " + reason).orElse("");
    }

    private static Optional<String> decode(Bytes output) {
        if (output.startsWith(ERROR)) {
            return string(output.slice(4, output.size() - 4));
        }
        if (output.startsWith(PANIC) && output.size() >= 36) {
            return Optional.of(panic(UInt256.of(output.slice(4, 32))));
        }
        return Optional.empty();
    }

    /** One ABI-encoded string: offset, length, bytes. */
    private static Optional<String> string(Bytes encoded) {
        if (encoded.size() < 64) {
            return Optional.empty();
        }
        long offset = UInt256.of(encoded.slice(0, 32)).toLongSaturated();
        if (offset > encoded.size() - 32) {
            return Optional.empty();
        }
        long length = UInt256.of(encoded.slice((int) offset, 32)).toLongSaturated();
        if (length > encoded.size() - 32 - offset) {
            return Optional.empty();
        }
        byte[] text = encoded.slice((int) offset + 32, (int) length).shared();
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    private static String panic(UInt256 code) {
        return switch ((int) Math.min(code.toLongSaturated(), 0x100)) {
            case 0x00 -> "generic panic";
            case 0x01 -> "assert(false)";
            case 0x11 -> "arithmetic underflow or overflow";
            case 0x12 -> "division or modulo by zero";
            case 0x21 -> "enum overflow";
            case 0x22 -> "invalid encoded storage byte array accessed";
            case 0x31 -> "out-of-bounds array access; popping on an empty array";
            case 0x32 -> "out-of-bounds access of an array or bytesN";
            case 0x41 -> "out of memory";
            case 0x51 -> "uninitialized function";
            default -> "unknown panic code: " + code.toQuantity();
        };
    }
}
