package dev.playhead.load.wire;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Says where a POST goes and of what media type it is; draws the heads of its requests. */
public record Request(InetSocketAddress address, String path, String mediaType) {
    public static final String EVENT = "application/cloudevents+json";
    public static final String BATCH = "application/cloudevents-batch+json";
    public static final String LINES = "application/x-ndjson";

    /** An append to a topic of the node at this address, with or without the duplicate window. */
    public static Request append(InetSocketAddress address, String topic, String mediaType, boolean window) {
        return new Request(address, "/v1/topics/" + topic + "/events" + (window ? "" : "?window=off"), mediaType);
    }

    byte[] head(int contentLength, String bodyStart) {
        return ascii(start() + "Content-Length: " + contentLength + "\r\n\r\n" + bodyStart);
    }

    /** The answer of a chunked request ends with the connection, so that it can be read without a parser. */
    byte[] chunkedHead() {
        return ascii(start() + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private String start() {
        return "POST " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                + "\r\nContent-Type: " + mediaType + "\r\n";
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
