//! A page for people: one problem, nothing loaded from elsewhere.

use std::fmt::{self, Display, Write as _};

/// Nothing but the page's own style; no script, no frame around it.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;\
                     padding:0 1rem;color:#222;background:#fff}h1{font-size:1.5rem}\
                     p{overflow-wrap:anywhere}\
                     @media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}\
                     a{color:#8ab4f8}}";

/// What the page says.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The heading.
    pub title: &'a str,
    /// A sentence or two.
    pub detail: &'a str,
    /// Addresses to choose from.
    pub links: &'a [String],
    /// Seconds after which the browser asks again by itself.
    pub reload_after: Option<u32>,
}

/// The page as HTML.
pub fn render(page: &Page<'_>) -> String {
    let mut html = String::with_capacity(1024);
    // Writing to a String cannot fail.
    let _ = write(&mut html, page);
    html
}

fn write(html: &mut String, page: &Page<'_>) -> fmt::Result {
    let title = Escaped(page.title);
    html.push_str("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width\">");
    if let Some(seconds) = page.reload_after {
        write!(html, "<meta http-equiv=\"refresh\" content=\"{seconds}\">")?;
    }
    write!(html, "<title>{title} · Coditect</title><style>{STYLE}</style></head>")?;
    write!(html, "<body><main><h1>{title}</h1><p>{}</p>", Escaped(page.detail))?;
    if !page.links.is_empty() {
        html.push_str("<ul>");
        for link in page.links {
            let link = Escaped(link);
            write!(html, "<li><a href=\"{link}\">{link}</a></li>")?;
        }
        html.push_str("</ul>");
    }
    html.push_str("</main></body></html>\n");
    Ok(())
}

/// Text that stands in HTML, also between double quotes, for nothing but itself.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_told_is_text_and_never_markup() {
        let html = render(&Page {
            title: "Oh",
            detail: "<script>alert('1')</script> & so on",
            links: &["http://a/\"onclick=\"x".to_owned()],
            reload_after: Some(2),
        });
        assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; so on"));
        assert!(html.contains("<a href=\"http://a/&quot;onclick=&quot;x\">"));
        assert!(html.contains("content=\"2\""));
        assert!(!html.contains("<script"));
    }
}
