package io.recordstore.auth;

import io.recordstore.fault.Unauthenticated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.biscuitsec.biscuit.datalog.SymbolTable;

/**
 * The strings of a token, by their number: 28 that every Biscuit knows, and from 1024 on those of its blocks in order.
 * The format is {@code SPECIFICATIONS.md} of Biscuit, section "Symbol table".
 */
final class TokenSymbols {
    private final List<String> own = new ArrayList<>();
    private final Set<String> known = new HashSet<>(SymbolTable.defaultSymbols);

    /** @throws Unauthenticated when the token defines a string twice, which shifts the numbers of those after it */
    void add(String symbol) {
        if (!known.add(symbol)) {
            throw MalformedToken.because("it defines a symbol twice");
        }
        own.add(symbol);
    }

    /** @throws Unauthenticated when there is no such string */
    String get(long number) {
        if (number >= 0 && number < SymbolTable.defaultSymbols.size()) {
            return SymbolTable.defaultSymbols.get((int) number);
        }
        long index = number - SymbolTable.DEFAULT_SYMBOLS_OFFSET;
        if (index >= 0 && index < own.size()) {
            return own.get((int) index);
        }
        throw MalformedToken.because("it uses a symbol that it does not define");
    }
}
