package io.recordstore.bench.peer;

import io.recordstore.bench.load.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL with {@code synchronous_commit=on} and otherwise as Debian's package has it; prepared statements over JDBC. */
public final class PostgresPeer implements Peer {
    private static final String USER = "postgres";
    private static final int CONNECTIONS = 300;
    private static final int LOADED_AT_ONCE = 1_000;

    /** Where Debian's packages, and installations from source, have the programs. */
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/lib/postgresql/15/bin"), Path.of("/usr/local/bin"), Path.of("/usr/bin"));

    /** How a record lies in a table. */
    public enum Layout {
        /** A column for each field. */
        COLUMNS(
                "id bigint primary key, place bigint, f0 text, f1 text, f2 text, f3 text, f4 text, f5 text, f6 text,"
                        + " f7 text, f8 text, f9 text",
                "place",
                "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
                "place=excluded.place, f0=excluded.f0, f1=excluded.f1, f2=excluded.f2, f3=excluded.f3, f4=excluded.f4,"
                        + " f5=excluded.f5, f6=excluded.f6, f7=excluded.f7, f8=excluded.f8, f9=excluded.f9"),
        /** One jsonb document. */
        DOCUMENTS(
                "id bigint primary key, data jsonb", "((data->>'place')::bigint)", "?, ?::jsonb", "data=excluded.data");

        private final String columns;
        private final String indexed;
        private final String parameters;
        private final String replacement;

        Layout(String columns, String indexed, String parameters, String replacement) {
            this.columns = columns;
            this.indexed = indexed;
            this.parameters = parameters;
            this.replacement = replacement;
        }
    }

    private final Layout layout;
    private final Server server;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Integer, Session> sessions = new HashMap<>();

    public PostgresPeer(Path directory, Layout layout) {
        this.layout = layout;
        Path data = directory.resolve("data");
        int port = Server.freePort();
        if (isRoot()) {
            run(directory, List.of("chown", USER, directory.toString()));
        }
        run(directory, asUser(program("initdb"), "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8"));
        server = new Server(
                directory,
                port,
                asUser(
                        program("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-k",
                        data.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "synchronous_commit=on",
                        "-c",
                        "max_connections=" + CONNECTIONS));
        server.start();
        createTable();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static String program(String name) {
        return PROGRAMS.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not installed: apt-get install postgresql-15"))
                .toString();
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void run(Path directory, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port opens before PostgreSQL lets anyone in: after a kill, when it has read its log. */
    private Connection connect() {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=" + USER
                + "&prepareThreshold=1&reWriteBatchedInserts=true";
        long deadline = Server.deadline();
        while (true) {
            try {
                Connection connection = DriverManager.getConnection(url);
                synchronized (connections) {
                    connections.add(connection);
                }
                return connection;
            } catch (SQLException starting) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(starting);
                }
                Server.pause();
            }
        }
    }

    private void createTable() {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("create table ycsb (" + layout.columns + ")");
            statement.execute("create index by_place on ycsb (" + layout.indexed + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return layout == Layout.COLUMNS ? "PostgreSQL" : "PostgreSQL jsonb";
    }

    @Override
    public Processes processes() {
        return server.processes();
    }

    @Override
    public Session session(int client) {
        return sessions.computeIfAbsent(client, added -> {
            try {
                return new Statements(connect(), layout);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void restartAfterKill() {
        closeConnections();
        server.kill();
        server.start();
        closeConnections();
    }

    private void closeConnections() {
        synchronized (connections) {
            for (Connection connection : connections) {
                try {
                    connection.close();
                } catch (SQLException gone) {
                    // It is being closed because its server goes.
                }
            }
            connections.clear();
            sessions.clear();
        }
    }

    @Override
    public void close() {
        closeConnections();
        server.close();
    }

    private static final class Statements implements Session {
        private final Connection connection;
        private final Layout layout;
        private final PreparedStatement put;
        private final PreparedStatement get;
        private final PreparedStatement query;
        private final PreparedStatement scan;

        Statements(Connection connection, Layout layout) throws SQLException {
            this.connection = connection;
            this.layout = layout;
            put = connection.prepareStatement("insert into ycsb values (" + layout.parameters
                    + ") on conflict (id) do update set " + layout.replacement);
            get = connection.prepareStatement("select * from ycsb where id = ?");
            query = connection.prepareStatement("select * from ycsb where " + layout.indexed + " = ?");
            scan = connection.prepareStatement("select * from ycsb where id >= ? order by id limit ?");
        }

        private void bind(YcsbRecord row) throws SQLException {
            put.setLong(1, row.key());
            if (layout == Layout.DOCUMENTS) {
                put.setString(2, row.json());
                return;
            }
            put.setLong(2, row.place());
            for (int i = 0; i < YcsbRecord.FIELDS; i++) {
                put.setString(3 + i, row.fields()[i]);
            }
        }

        @Override
        public void put(YcsbRecord row) throws SQLException {
            bind(row);
            put.executeUpdate();
        }

        @Override
        public void load(Iterable<YcsbRecord> rows) throws SQLException {
            connection.setAutoCommit(false);
            int bound = 0;
            for (YcsbRecord row : rows) {
                bind(row);
                put.addBatch();
                if (++bound % LOADED_AT_ONCE == 0) {
                    put.executeBatch();
                }
            }
            put.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }

        @Override
        public void get(long key) throws SQLException {
            get.setLong(1, key);
            expect(1, get, () -> {});
        }

        @Override
        public void query(long place, int expectedRows) throws SQLException {
            query.setLong(1, place);
            expect(expectedRows, query, () -> {});
        }

        @Override
        public void scan(long firstKey, int rows, Runnable whenFirst) throws SQLException {
            scan.setLong(1, firstKey);
            scan.setInt(2, rows);
            expect(-1, scan, whenFirst);
        }

        @Override
        public void readModifyWrite(long key) throws SQLException {
            get(key);
            put(YcsbRecord.of(key, System.nanoTime()));
        }

        /** Takes every field of every row. */
        private void expect(int rows, PreparedStatement statement, Runnable whenFirst) throws SQLException {
            try (ResultSet found = statement.executeQuery()) {
                int columns = found.getMetaData().getColumnCount();
                int count = 0;
                for (; found.next(); count++) {
                    if (count == 0) {
                        whenFirst.run();
                    }
                    for (int i = 1; i <= columns; i++) {
                        found.getString(i);
                    }
                }
                if (rows >= 0 && count != rows) {
                    throw new IllegalStateException("expected " + rows + " rows, got " + count);
                }
            }
        }
    }
}
