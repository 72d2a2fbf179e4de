package io.slipway.serving.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Answers of one model version by protocol and status. */
public final class VersionStats {
    /** Labels of a counter. */
    public record Key(String protocol, int code) {}

    private final LongAdder total = new LongAdder();
    private final Map<String, LongAdder> ok = new ConcurrentHashMap<>();
    private final Map<Key, LongAdder> failed = new ConcurrentHashMap<>();

    public void count(String protocol, int code) {
        total.increment();
        if (code == 200) {
            LongAdder adder = ok.get(protocol);
            (adder == null ? ok.computeIfAbsent(protocol, p -> new LongAdder()) : adder).increment();
        } else {
            failed.computeIfAbsent(new Key(protocol, code), k -> new LongAdder())
                    .increment();
        }
    }

    public long total() {
        return total.sum();
    }

    public Map<Key, Long> byCode() {
        var all = new java.util.HashMap<Key, Long>();
        ok.forEach((protocol, n) -> all.put(new Key(protocol, 200), n.sum()));
        failed.forEach((key, n) -> all.put(key, n.sum()));
        return all;
    }
}
