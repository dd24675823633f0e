package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Tells of every key and range that the transactions of a database read, write, watch or guard against conflicts. */
final class ObservedDatabase {
    /** What takes a function and calls it with the transaction. */
    private static final Set<String> RUNNERS = Set.of("run", "runAsync", "read", "readAsync");

    private ObservedDatabase() {}

    /** Is told what transactions do, on the thread that does it. */
    interface Observer {
        /** @param tally of a transaction that begins */
        void began(Tally tally);

        /** @param range [begin, end); of a key, it is [key, key after) */
        void touched(Range range);

        /** Commits a transaction that has set a key. */
        CompletableFuture<Void> commit(Transaction transaction);
    }

    static Database of(Database database, Observer observer) {
        return wrap(Database.class, database, observer, null);
    }

    private static <T> T wrap(Class<T> type, T real, Observer observer, Tally tally) {
        Object[] self = new Object[1];
        AtomicBoolean writes = new AtomicBoolean();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (tally != null) {
                tally.called(method.getName(), arguments);
            }
            if (method.getName().equals("set")) {
                writes.set(true);
            }
            return method.getName().equals("commit") && writes.get()
                    ? observer.commit((Transaction) real)
                    : call(self[0], real, method, arguments, observer, tally);
        };
        self[0] = Proxy.newProxyInstance(ObservedDatabase.class.getClassLoader(), new Class<?>[] {type}, handler);
        return type.cast(self[0]);
    }

    private static Object call(
            Object self, Object real, Method method, Object[] arguments, Observer observer, Tally tally)
            throws Throwable {
        if (real instanceof ReadTransaction && RUNNERS.contains(method.getName())) {
            return apply(arguments[0], self);
        }
        if (tally != null && arguments != null) {
            Tally.ranges(method.getName(), arguments).forEach(range -> {
                observer.touched(range);
                tally.touched(range);
            });
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
        if (result instanceof Transaction transaction) {
            return wrap(Transaction.class, transaction, observer, tally == null ? begun(observer) : tally);
        }
        if (result instanceof ReadTransaction snapshot) {
            return wrap(ReadTransaction.class, snapshot, observer, tally);
        }
        return tally == null ? result : tally.returned(method.getName(), result);
    }

    private static Tally begun(Observer observer) {
        Tally tally = new Tally();
        observer.began(tally);
        return tally;
    }

    @SuppressWarnings("unchecked")
    private static Object apply(Object function, Object transaction) {
        return ((Function<Object, Object>) function).apply(transaction);
    }
}
