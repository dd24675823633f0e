package io.recordstore.graphql.http;

import io.recordstore.graphql.limits.GraphqlConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * GraphiQL for every endpoint: {@code /q/graphiql/demo/cities} is for {@code /graphql/demo/cities}, {@code /q/graphiql} for
 * {@code /graphql}. A link may bring a token in its fragment. Everything comes from this server: GraphiQL itself from what
 * Quarkus has of it in dev mode, and nowhere else.
 */
@Singleton
class GraphiqlPage {
    private static final String PATH = "/q/graphiql";
    private static final String FILES = PATH + "/_/";

    /** After the filters of all requests, and before the paths that Quarkus has under {@code /q}. */
    private static final int BEFORE_QUARKUS = -150;

    private static final Map<String, String> TYPES =
            Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css");

    /** Scripts of this server alone, which talk to this server alone. Its editors write styles into the page. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; frame-ancestors 'none'";

    private final boolean isOn;

    GraphiqlPage(GraphqlConfig config) {
        this.isOn = config.graphiql();
    }

    void install(@Observes Router router) {
        if (isOn) {
            for (String file : new String[] {"page.js", "page.css", "examples.js"}) {
                router.get(FILES + file).order(BEFORE_QUARKUS).handler(context -> send(context, file));
            }
            router.get(PATH).order(BEFORE_QUARKUS).handler(context -> send(context, "index.html"));
            router.get(PATH + "/*").order(BEFORE_QUARKUS + 1).handler(context -> send(context, "index.html"));
        }
    }

    private static void send(RoutingContext context, String file) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPES.get(file.substring(file.indexOf('.') + 1)))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("content-security-policy", POLICY)
                .end(content(file));
    }

    private static Buffer content(String file) {
        try (InputStream resource = GraphiqlPage.class.getResourceAsStream("/graphiql/" + file)) {
            return Buffer.buffer(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
