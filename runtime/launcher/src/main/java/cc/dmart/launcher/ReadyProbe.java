package cc.dmart.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks the running server whether it is ready, over a bare socket because an HTTP client costs start time. */
final class ReadyProbe {
    private static final int ANSWER_MS = 2_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final InetSocketAddress address;
    private final boolean secure;

    ReadyProbe(String host, int port, boolean secure) throws IOException {
        this.secure = secure;
        InetAddress named = InetAddress.getByName(host);
        this.address =
                new InetSocketAddress(named.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : named, port);
    }

    /**
     * Waits until {@code GET /health/ready} answers 200. Returns false when the time is over.
     *
     * @param meanwhile done now and then while it does not
     */
    boolean await(Duration limit, Runnable meanwhile) {
        long end = System.nanoTime() + limit.toNanos();
        long next = System.nanoTime() + LOOK_NANOS;
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            if (ready()) {
                return true;
            }
            if (System.nanoTime() > next) {
                meanwhile.run();
                next = System.nanoTime() + LOOK_NANOS;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    private boolean ready() {
        try (Socket plain = new Socket()) {
            plain.connect(address, ANSWER_MS);
            plain.setSoTimeout(ANSWER_MS);
            Socket socket = secure ? Tls.overOwnPort(plain) : plain;
            String request = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            return line.endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    /** The address for people: the loopback name stands for "all addresses". */
    String url() {
        String host = address.getAddress().getHostAddress();
        return (secure ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort() + "/";
    }
}
