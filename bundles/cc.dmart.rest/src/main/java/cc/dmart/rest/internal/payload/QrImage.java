package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A text as a QR code in a PNG of one bit per pixel ({@code http-api.md} 7). Written here, because the image classes of the JDK
 * would start a desktop toolkit. Thread-safe.
 */
public final class QrImage {
    private static final int SIZE = 300;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final Map<EncodeHintType, Object> HINTS =
            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M);

    private QrImage() {}

    /** The picture of a text. */
    public static byte[] png(String text) {
        try {
            BitMatrix matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIZE, SIZE, HINTS);
            return png(matrix);
        } catch (WriterException e) {
            throw DmartException.Unavailable.internal(e);
        }
    }

    private static byte[] png(BitMatrix matrix) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(matrix.getWidth()).putInt(matrix.getHeight());
        chunk(out, "IHDR", header.put((byte) 1).array()); // one bit per pixel, grey, no interlacing
        chunk(out, "IDAT", deflated(rows(matrix)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Rows of pixels, each behind its filter, which is none; a set module is black, that is 0. */
    private static byte[] rows(BitMatrix matrix) {
        int stride = 1 + (matrix.getWidth() + 7) / 8;
        byte[] out = new byte[stride * matrix.getHeight()];
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                if (!matrix.get(x, y)) {
                    out[y * stride + 1 + x / 8] |= (byte) (0x80 >>> (x % 8));
                }
            }
        }
        return out;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
