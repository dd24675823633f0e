package io.recordstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on to a port, and breaks the first connection after so many of them; later ones it leaves alone. */
final class BreakingProxy implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final ServerSocket listener;
    private final int target;
    private final long upstreamBytes;
    private final long downstreamBytes;
    private final AtomicInteger broken = new AtomicInteger();

    /**
     * @param upstreamBytes breaks after so many to the server
     * @param downstreamBytes breaks after so many from it
     */
    BreakingProxy(int target, long upstreamBytes, long downstreamBytes) throws IOException {
        this.target = target;
        this.upstreamBytes = upstreamBytes;
        this.downstreamBytes = downstreamBytes;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections it broke. */
    int broken() {
        return broken.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            start(() -> pass(client, server, upstreamBytes));
            start(() -> pass(server, client, downstreamBytes));
        }
    }

    private void pass(Socket from, Socket to, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long passed = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passed += read;
                if (passed > limit && broken.compareAndSet(0, 1)) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
