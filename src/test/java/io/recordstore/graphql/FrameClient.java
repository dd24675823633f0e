package io.recordstore.graphql;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket frame by frame, which answers nothing by itself: no ping, and no close. */
final class FrameClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES_OF_LENGTH = 126;

    private static final String UPGRADE =
            """
            GET %s HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: graphql-transport-ws\r
            \r
            """;

    private final Socket socket;
    private final DataInputStream received;

    /** A frame, whole. */
    record Frame(int kind, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort();
        }
    }

    FrameClient(int port, String path, int patienceMillis) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(patienceMillis);
        received = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(UPGRADE.formatted(path).getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.contains(" 101 ")) {
            throw new IOException(status);
        }
        while (!line().isEmpty()) {
            continue;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = received.readUnsignedByte(); next != '\n'; next = received.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    void send(int kind, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) (FINAL | kind));
        if (payload.length < TWO_BYTES_OF_LENGTH) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | TWO_BYTES_OF_LENGTH)).putShort((short) payload.length);
        }
        // A mask of zeros leaves what it masks as it is.
        frame.putInt(0).put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** @throws EOFException when the server has closed the connection */
    Frame next() throws IOException {
        int kind = received.readUnsignedByte() & ~FINAL;
        int length = received.readUnsignedByte();
        byte[] payload = new byte[length == TWO_BYTES_OF_LENGTH ? received.readUnsignedShort() : length];
        received.readFully(payload);
        return new Frame(kind, payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
