package io.recordstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** Passes bytes on to a port; may break the first connection after so many of them, or take the TLS off. */
final class Proxy implements AutoCloseable {
    private static final int BUFFER = 8192;
    private static final int BACKLOG = 50;

    private final ServerSocket listener;
    private final int target;
    private final long upstreamBytes;
    private final long downstreamBytes;
    private final AtomicInteger broken = new AtomicInteger();

    private Proxy(ServerSocket listener, int target, long upstreamBytes, long downstreamBytes) {
        this.listener = listener;
        this.target = target;
        this.upstreamBytes = upstreamBytes;
        this.downstreamBytes = downstreamBytes;
        start(this::accept);
    }

    /**
     * Breaks the first connection and leaves later ones alone.
     *
     * @param upstreamBytes breaks after so many to the server
     * @param downstreamBytes breaks after so many from it
     */
    static Proxy breaking(int target, long upstreamBytes, long downstreamBytes) throws IOException {
        return new Proxy(
                new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target, upstreamBytes, downstreamBytes);
    }

    /** Speaks TLS with its clients, and asks them for a certificate. */
    static Proxy mutualTls(int target, SSLContext context) throws IOException {
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        listener.setSSLParameters(parameters);
        return new Proxy(listener, target, Long.MAX_VALUE, Long.MAX_VALUE);
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
