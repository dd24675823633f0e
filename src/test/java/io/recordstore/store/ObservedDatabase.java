package io.recordstore.store;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeySelector;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.tuple.ByteArrayUtil;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Tells of every key and range that the transactions of a database read, write, watch or guard against conflicts. */
final class ObservedDatabase {
    /** What takes a function and calls it with the transaction. */
    private static final Set<String> RUNNERS = Set.of("run", "runAsync", "read", "readAsync");

    /** Whose last byte arrays are values, not keys. */
    private static final Set<String> WITH_VALUE = Set.of("set", "mutate");

    private ObservedDatabase() {}

    /** Is told what transactions do, on the thread that does it. */
    interface Observer {
        /** @param range [begin, end); of a key, it is [key, key after) */
        void touched(Range range);

        /** Commits a transaction that has set a key. */
        CompletableFuture<Void> commit(Transaction transaction);
    }

    static Database of(Database database, Observer observer) {
        return wrap(Database.class, database, observer);
    }

    private static <T> T wrap(Class<T> type, T real, Observer observer) {
        Object[] self = new Object[1];
        AtomicBoolean writes = new AtomicBoolean();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("set")) {
                writes.set(true);
            }
            return method.getName().equals("commit") && writes.get()
                    ? observer.commit((Transaction) real)
                    : call(self[0], real, method, arguments, observer);
        };
        self[0] = Proxy.newProxyInstance(ObservedDatabase.class.getClassLoader(), new Class<?>[] {type}, handler);
        return type.cast(self[0]);
    }

    private static Object call(Object self, Object real, Method method, Object[] arguments, Observer observer)
            throws Throwable {
        if (real instanceof ReadTransaction && RUNNERS.contains(method.getName())) {
            return apply(arguments[0], self);
        }
        if (real instanceof ReadTransaction && arguments != null) {
            ranges(method, arguments).forEach(observer::touched);
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
        if (result instanceof Transaction transaction) {
            return wrap(Transaction.class, transaction, observer);
        }
        return result instanceof ReadTransaction snapshot ? wrap(ReadTransaction.class, snapshot, observer) : result;
    }

    @SuppressWarnings("unchecked")
    private static Object apply(Object function, Object transaction) {
        return ((Function<Object, Object>) function).apply(transaction);
    }

    private static List<Range> ranges(Method method, Object[] arguments) {
        List<byte[]> keys = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof byte[] key) {
                keys.add(key);
            } else if (argument instanceof KeySelector selector) {
                keys.add(selector.getKey());
            } else if (argument instanceof Range range) {
                return List.of(range);
            }
        }
        if (keys.isEmpty()) {
            return List.of();
        }
        if (keys.size() == 1 || WITH_VALUE.contains(method.getName())) {
            return List.of(new Range(keys.get(0), ByteArrayUtil.keyAfter(keys.get(0))));
        }
        return List.of(new Range(keys.get(0), keys.get(1)));
    }
}
