package io.vigil.node.p2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.MalformedException;
import java.util.List;

/** Cuts the decrypted stream into frames by the length before each; a length above the limit ends the link before a byte is kept. */
final class FrameSplitter extends ByteToMessageDecoder {
    private int maxBytes = FrameCodec.MAX_HELLO_BYTES;

    /** The peer has said who it is. */
    void allowLargeFrames() {
        maxBytes = FrameCodec.MAX_FRAME_BYTES;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> frames) throws MalformedException {
        if (in.readableBytes() < FrameCodec.LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedInt(in.readerIndex());
        if (length == 0 || length > maxBytes) {
            throw new MalformedException("a frame of " + length + " bytes, not 1 to " + maxBytes);
        }
        if (in.readableBytes() >= FrameCodec.LENGTH_BYTES + length) {
            in.skipBytes(FrameCodec.LENGTH_BYTES);
            byte[] frame = new byte[(int) length];
            in.readBytes(frame);
            frames.add(frame);
        }
    }
}
