package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/** A database that can be made to answer nothing for a while, and then answers all that it was asked meanwhile. */
final class StallingDatabase {
    private final Database database;
    private volatile CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);

    StallingDatabase(Database real) {
        this.database = wrap(Database.class, real);
    }

    Database database() {
        return database;
    }

    void stall() {
        answering = new CompletableFuture<>();
    }

    void goOn() {
        answering.complete(null);
    }

    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                StallingDatabase.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(real, method, arguments)));
    }

    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
        if (result instanceof CompletableFuture<?> future) {
            return answering.thenCompose(answered -> future);
        } else if (result instanceof Transaction transaction) {
            return wrap(Transaction.class, transaction);
        }
        return result instanceof ReadTransaction snapshot ? wrap(ReadTransaction.class, snapshot) : result;
    }
}
