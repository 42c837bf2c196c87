package cc.dmart.core.internal.filetype;

import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Finds what may run or load something in an SVG image ({@code security.md} 5.10, U3). The document is read as XML, so that
 * character references and odd spellings hide nothing. Thread-safe.
 */
public final class SvgCheck {
    private static final Set<String> ELEMENTS = Set.of(
            "script",
            "foreignobject",
            "iframe",
            "object",
            "embed",
            "handler",
            "listener",
            "audio",
            "video",
            "meta",
            "link");

    private SvgCheck() {}

    /** Whether the bytes are well-formed SVG without scripts, document types and outside references. */
    public static boolean isHarmless(byte[] svg) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(svg));
            boolean root = false;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    boolean first = !root;
                    root = true;
                    if ((first && !reader.getLocalName().equals("svg")) || !isHarmless(reader)) {
                        return false;
                    }
                } else if (event == XMLStreamConstants.DTD
                        || event == XMLStreamConstants.ENTITY_REFERENCE
                        || event == XMLStreamConstants.PROCESSING_INSTRUCTION
                        || (event == XMLStreamConstants.CHARACTERS && !isHarmlessStyle(reader.getText()))) {
                    return false;
                }
            }
            return root;
        } catch (XMLStreamException e) {
            return false; // not XML is not SVG; why does not matter to the caller
        }
    }

    private static boolean isHarmless(XMLStreamReader element) {
        if (ELEMENTS.contains(element.getLocalName().toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (int i = 0; i < element.getAttributeCount(); i++) {
            String name = element.getAttributeLocalName(i).toLowerCase(Locale.ROOT);
            String value = squeezed(element.getAttributeValue(i));
            boolean link = name.equals("href") || name.equals("src");
            boolean inside = value.isEmpty() || value.startsWith("#") || isInlineImage(value);
            if (name.startsWith("on")
                    || (name.equals("attributename") && value.startsWith("on"))
                    || value.contains("javascript:")
                    || value.contains("data:text")
                    || (link && !inside)
                    || !isHarmlessStyle(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInlineImage(String value) {
        return value.startsWith("data:image/") && !value.startsWith("data:image/svg");
    }

    private static boolean isHarmlessStyle(String text) {
        String style = squeezed(text);
        if (style.contains("@import") || style.contains("expression(") || style.contains("javascript:")) {
            return false;
        }
        for (int at = style.indexOf("url("); at >= 0; at = style.indexOf("url(", at + 1)) {
            String target = style.substring(at + 4).replaceFirst("^[\"']", "");
            if (!target.startsWith("#") && !isInlineImage(target)) {
                return false;
            }
        }
        return true;
    }

    private static String squeezed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().filter(c -> c > ' ' && c != '\\').forEach(c -> out.append((char) c));
        return out.toString().toLowerCase(Locale.ROOT);
    }
}
