package io.recordstore.ops;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Iterator;

/**
 * Closes connections that bring no request. The transport's idle timeout begins anew with every byte, so whoever sends one
 * now and then could keep as many connections open as the server takes. Here only a request counts whose head has arrived
 * whole. HTTP/2 clients are told by a GOAWAY, and lose nothing. Between requests a client may be silent, or ping, for longer
 * than it may take to send a head.
 *
 * <p>Each event loop is asked, in rounds, for the connections that it has: so they are found before a byte of them was
 * read. What is known of a connection is kept with it and changed on its event loop alone.
 */
@Singleton
class UnusedConnections {
    /** Between {@code RequestIds} and what may end a request. */
    private static final int EARLY = 1_900;

    private static final String REQUEST = Request.class.getName();

    /** A key is the whole JVM's, where a reload in dev mode leaves connections with what an earlier class noted. */
    private static final AttributeKey<Use> USE =
            AttributeKey.valueOf(Use.class.getName() + System.identityHashCode(Use.class));

    private static final int ROUNDS_PER_TIMEOUT = 4;
    private static final long LONGEST_ROUND_MILLIS = 5_000;

    private final Duration firstRequest;
    private final Duration unused;
    private final VertxInternal vertx;
    private long rounds;

    UnusedConnections(TransportConfig config, Vertx vertx) {
        this.firstRequest = config.firstRequestTimeout();
        this.unused = config.unusedTimeout();
        this.vertx = (VertxInternal) vertx;
    }

    /** How a connection is used. */
    private static final class Use {
        private final long bornNanos = System.nanoTime();
        private long lastEndNanos = bornNanos;
        private Trickle trickle;
        private int open;

        private Request begin(Channel connection) {
            if (trickle == null) {
                trickle = Trickle.of(connection, () -> open > 0);
            }
            trickle.ended();
            open++;
            return new Request(this);
        }
    }

    /** A request that is open. */
    private static final class Request {
        private final Use use;
        private boolean hasEnded;

        private Request(Use use) {
            this.use = use;
        }

        private void end() {
            if (!hasEnded) {
                hasEnded = true;
                use.open--;
                use.lastEndNanos = System.nanoTime();
            }
        }
    }

    void install(@Observes Filters filters) {
        filters.register(UnusedConnections::note, EARLY);
    }

    void start(@Observes StartupEvent event) {
        long round = Math.min(firstRequest.toMillis(), unused.toMillis()) / ROUNDS_PER_TIMEOUT;
        rounds = vertx.setPeriodic(Math.max(1, Math.min(LONGEST_ROUND_MILLIS, round)), ignored -> look());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(rounds);
    }

    /** One request may come by twice: admission routes it again, with its body counted. */
    private static void note(RoutingContext routed) {
        Context call = Vertx.currentContext();
        Request known = call.getLocal(REQUEST);
        Request request = known != null ? known : begin(channel(routed));
        call.putLocal(REQUEST, request);
        routed.addEndHandler(ended -> request.end());
        routed.next();
    }

    private static Request begin(Channel connection) {
        return use(connection).begin(connection);
    }

    private static Channel channel(RoutingContext routed) {
        return ((ConnectionBase) routed.request().connection()).channel();
    }

    private static Use use(Channel connection) {
        Attribute<Use> use = connection.attr(USE);
        if (use.get() == null) {
            use.set(new Use());
        }
        return use.get();
    }

    private void look() {
        for (EventExecutor executor : vertx.getEventLoopGroup()) {
            SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
            loop.execute(() -> look(loop));
        }
    }

    private void look(SingleThreadEventLoop loop) {
        long now = System.nanoTime();
        Iterator<Channel> connections = loop.registeredChannelsIterator();
        while (connections.hasNext()) {
            Channel connection = connections.next();
            boolean isOurs = connection.parent() instanceof ServerChannel;
            if (isOurs && isUnused(use(connection), now)) {
                loop.execute(connection::close);
            }
        }
    }

    private boolean isUnused(Use use, long now) {
        if (use.trickle == null) {
            return now - use.bornNanos > firstRequest.toNanos();
        }
        return use.open == 0 && (now - use.lastEndNanos > unused.toNanos() || use.trickle.lasts(firstRequest));
    }
}
