package io.slipway.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public Internet from those inside, by IANA's registries of special addresses. */
final class PublicAddress {
    private static final String[] SPECIAL_4 = {
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3"
    };
    /** Of IPv6 only {@code 2000::/3} is public, and of that not these. */
    private static final String[] SPECIAL_6 = {"2001::/23", "2001:db8::/32", "3fff::/20"};

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return !within(bytes, SPECIAL_4);
        }
        byte[] wrapped = embedded(bytes);
        if (wrapped != null) {
            return !within(wrapped, SPECIAL_4);
        }
        return (bytes[0] & 0xe0) == 0x20 && !within(bytes, SPECIAL_6);
    }

    /** The IPv4 address that an IPv6 one stands for: mapped, 6to4 (2002::/16) and NAT64 (64:ff9b::/96); else null. */
    private static byte @org.jspecify.annotations.Nullable [] embedded(byte[] six) {
        if (inside(six, "2002::/16")) {
            return Arrays.copyOfRange(six, 2, 6);
        }
        return inside(six, "64:ff9b::/96") || inside(six, "::/96") ? Arrays.copyOfRange(six, 12, 16) : null;
    }

    private static boolean within(byte[] address, String[] ranges) {
        return Arrays.stream(ranges).anyMatch(range -> inside(address, range));
    }

    private static boolean inside(byte[] address, String range) {
        int slash = range.indexOf('/');
        byte[] start = literal(range.substring(0, slash));
        int bits = Integer.parseInt(range.substring(slash + 1));
        if (start.length != address.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((start[i / 8] & mask) != (address[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] literal(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** As people write it. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address && text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
    }
}
