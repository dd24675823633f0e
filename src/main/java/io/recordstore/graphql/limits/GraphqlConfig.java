package io.recordstore.graphql.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** What the GraphQL endpoints give and take: {@code recordstore.graphql}. */
@ConfigMapping(prefix = "recordstore.graphql")
public interface GraphqlConfig {

    /** Whether a document may ask for the schema itself ({@code __schema}, {@code __type}). On in dev mode. */
    @WithDefault("false")
    boolean introspection();

    /** Whether GraphiQL is served under {@code /q/graphiql}. On in dev mode, which alone has its files. */
    @WithDefault("false")
    boolean graphiql();

    /** What a request may ask for. */
    Limits limits();

    /** Documents that clients may name by their hash. */
    @WithName("persisted-queries")
    PersistedQueries persistedQueries();

    /** Schemas of RecordSpaces' own endpoints. */
    @WithName("typed-schemas")
    TypedSchemas typedSchemas();

    /** What is taken over WebSockets, besides the limits of every request. */
    WebSocket websocket();

    /** Each is checked before anything is read, and an error names the one that was exceeded. */
    interface Limits {

        /** Characters of a document. Large values belong in variables, which {@code request-bytes} bounds. */
        @WithDefault("100000")
        @Min(1)
        int characters();

        /** Tokens of a document: names, values and punctuation. Parsing takes some microseconds for each. */
        @WithDefault("10000")
        @Min(1)
        int tokens();

        /** Fields inside one another. The introspection query of GraphiQL and other tools has 15. */
        @WithDefault("20")
        @Min(1)
        @Max(1_000_000)
        int depth();

        /** Fields of a document, each counted as often as a fragment brings it in. */
        @WithDefault("1000")
        @Min(1)
        int nodes();

        /** Aliased fields of a document, counted likewise: how often one request may make the same call. */
        @WithDefault("100")
        @Min(0)
        int aliases();

        /**
         * The fields of an answer at most: each counts once, and below a connection as often as {@code first} says, or
         * {@code last}, or the default page.
         */
        @WithDefault("200000")
        @Min(1)
        long complexity();

        /** Time for a request, from its first byte to the last of its answer; what it reads is stopped then. */
        @WithDefault("10s")
        @DurationMin(millis = 1)
        Duration time();

        /** Bytes of a request's body; a record in it may have 10 MB. */
        @WithDefault("12582912")
        @Min(1)
        int requestBytes();

        /** Requests that wait for a thread before further ones are refused. */
        @WithDefault("1000")
        @Min(1)
        int waiting();
    }

    /** Automatic persisted queries: a client sends a document once, and from then on its SHA-256. */
    interface PersistedQueries {

        /** Characters of all documents that are kept; those not asked for the longest go first. 0 keeps none. */
        @WithDefault("4000000")
        @Min(0)
        long characters();
    }

    /** Schemas that are made of RecordSpaces' messages, which takes up to a second for a large one. */
    interface TypedSchemas {

        /**
         * Types and fields of all that are kept, of which each costs about a kilobyte; those not asked for the longest go
         * first. One that has more by itself is made for every request.
         */
        @WithDefault("200000")
        @Min(0)
        long elements();
    }

    /** Connections that carry many requests each. */
    interface WebSocket {

        /** Open connections of this server; each holds some tens of kB. Further ones are refused before they are made. */
        @WithDefault("1000")
        @Min(0)
        int connections();

        /** Operations that one connection has open at a time: as many as an HTTP/2 connection has streams. */
        @WithDefault("100")
        @Min(1)
        int operations();

        /** Time from the connection to {@code connection_init}, before which it holds a place and nobody is known. */
        @WithDefault("10s")
        @DurationMin(millis = 1)
        Duration initTimeout();

        /** How often a client is asked whether it is there; one that has said nothing since the last time is cut off. */
        @WithDefault("30s")
        @DurationMin(millis = 1)
        Duration keepAlive();

        /** Bytes of a message: one is in memory in whole before any of it is looked at, its token too. */
        @WithDefault("1048576")
        @Min(1)
        int messageBytes();
    }
}
