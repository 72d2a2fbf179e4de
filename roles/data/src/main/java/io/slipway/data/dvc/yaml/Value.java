package io.slipway.data.dvc.yaml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a YAML document holds, in the types of YAML 1.2's core schema. Maps keep their order. */
public sealed interface Value {
    /** Text. */
    record Text(String text) implements Value {}

    /** A truth value. */
    record Bool(boolean value) implements Value {}

    /** An integer of any size. */
    record Whole(BigInteger value) implements Value {}

    /** A floating-point number. */
    record Real(double value) implements Value {}

    /** Nothing. */
    record Null() implements Value {}

    /** A list. */
    record Items(List<Value> list) implements Value {
        public Items {
            list = List.copyOf(list);
        }
    }

    /** A map with text keys; the map handed in becomes this value's own. */
    record Entries(LinkedHashMap<String, Value> map) implements Value {
        public Optional<Value> find(String key) {
            return Optional.ofNullable(map.get(key));
        }
    }

    static Text of(String text) {
        return new Text(text);
    }

    static Whole of(long number) {
        return new Whole(BigInteger.valueOf(number));
    }

    static Entries entries() {
        return new Entries(new LinkedHashMap<>());
    }

    /** Python's equality, which DVC compares parameters with: order of keys does not count, 1, 1.0 and true are equal. */
    default boolean sameAs(Value other) {
        if (this instanceof Entries a && other instanceof Entries b) {
            return a.map.size() == b.map.size()
                    && a.map.entrySet().stream().allMatch(e -> {
                        Value there = b.map.get(e.getKey());
                        return there != null && e.getValue().sameAs(there);
                    });
        }
        if (this instanceof Items a && other instanceof Items b) {
            if (a.list.size() != b.list.size()) {
                return false;
            }
            for (int i = 0; i < a.list.size(); i++) {
                if (!a.list.get(i).sameAs(b.list.get(i))) {
                    return false;
                }
            }
            return true;
        }
        Optional<Double> x = number(this);
        Optional<Double> y = number(other);
        if (x.isPresent() && y.isPresent() && !(this instanceof Whole && other instanceof Whole)) {
            return x.get().doubleValue() == y.get().doubleValue();
        }
        return equals(other);
    }

    private static Optional<Double> number(Value value) {
        return switch (value) {
            case Bool(boolean b) -> Optional.of(b ? 1.0 : 0.0);
            case Whole(BigInteger n) -> Optional.of(n.doubleValue());
            case Real(double d) -> Optional.of(d);
            default -> Optional.empty();
        };
    }

    /** The value as {@code str()} would print it inside a templated text. */
    default String print() {
        return switch (this) {
            case Text(String text) -> text;
            case Bool(boolean b) -> b ? "true" : "false";
            case Whole(BigInteger n) -> n.toString();
            case Real(double d) -> PythonJson.repr(d);
            case Null() -> "None";
            case Items(List<Value> list) ->
                list.stream().map(Value::print).toList().toString();
            case Entries(LinkedHashMap<String, Value> map) -> map.toString();
        };
    }

    /** A copy that may be changed without changing this one. */
    default Value copy() {
        return switch (this) {
            case Items(List<Value> list) -> {
                List<Value> copies = new ArrayList<>();
                list.forEach(v -> copies.add(v.copy()));
                yield new Items(copies);
            }
            case Entries(LinkedHashMap<String, Value> map) -> {
                LinkedHashMap<String, Value> copies = new LinkedHashMap<>();
                for (Map.Entry<String, Value> e : map.entrySet()) {
                    copies.put(e.getKey(), e.getValue().copy());
                }
                yield new Entries(copies);
            }
            default -> this;
        };
    }
}
