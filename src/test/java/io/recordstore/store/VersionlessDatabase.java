package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A database that can stop giving read versions, as one whose cluster has gone. */
final class VersionlessDatabase {
    private VersionlessDatabase() {}

    /** @param answer gives what a transaction that asks for a read version gets; null for the real one */
    static Database of(Database database, Supplier<Supplier<CompletableFuture<Long>>> answer) {
        return wrap(Database.class, database, answer);
    }

    private static <T> T wrap(Class<T> type, T real, Supplier<Supplier<CompletableFuture<Long>>> answer) {
        return type.cast(Proxy.newProxyInstance(
                VersionlessDatabase.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Supplier<CompletableFuture<Long>> given = answer.get();
                    if (method.getName().equals("getReadVersion") && given != null) {
                        return given.get();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Transaction transaction
                                ? wrap(Transaction.class, transaction, answer)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
